//! Policy: what are the rules, since when, who decided?

use std::collections::BTreeMap;
use std::path::Path;

use changeproof_controls::{Control, catalogue, registry};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::Profile;
use changeproof_domain::policy::settings::{Definition, Kind, SETTINGS, Setting};
use changeproof_domain::time::{DAY, Timestamp};

use super::OpenWorkspace;
use super::evaluated::Evaluated;
use super::overview::by_control;
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::parameters::in_words;
use crate::policy::{
    Acceptances, ExportOptions, export, interpretation_lines, of_versions, profile_of,
    version_lines, versions,
};
use crate::ports::Ports;
use crate::wire::policy::{InterpretationLine, PolicyVersionLine};
use crate::wire::view::overview::OutcomeCounts;
use crate::wire::view::policy::{
    ClauseControl, ClauseLine, InterpretationView, PolicyParameter, PolicyView, VersionView,
};

/// How many of each outcome, by control; of controls of deployments those on deployments, as their list shows
/// them.
fn counts(evaluated: &Evaluated) -> BTreeMap<&str, OutcomeCounts> {
    let of_deployments = registry().iter().zip(by_control(evaluated));
    let mut counts: BTreeMap<&str, OutcomeCounts> = of_deployments
        .map(|(control, counts)| (control.id, counts))
        .collect();
    let others = evaluated.others.iter();
    for other in others.filter(|other| other.kind != "change_record") {
        let of_control = counts.entry(&other.control).or_default();
        of_control.add(other.outcome, 1);
    }
    counts
}

fn clauses(profile: &Profile, counts: &BTreeMap<&str, OutcomeCounts>) -> Vec<ClauseLine> {
    let control = |control: &Control| ClauseControl {
        control: control.id.to_owned(),
        name: control.name.to_owned(),
        of_deployments: control.check.judges_deployments(),
        counts: counts.get(control.id).copied().unwrap_or_default(),
        off: profile.controls_off.get(control.id).map(|off| {
            format!(
                "Not tested, by decision of {} of {}: {}",
                off.decided_by, off.decided_on, off.reason
            )
        }),
    };
    let line = |clause: &changeproof_domain::policy::Clause| ClauseLine {
        id: clause.id.clone(),
        words: clause.words.clone(),
        controls: catalogue()
            .iter()
            .filter(|one| one.clauses.contains(&clause.id.as_str()))
            .map(|one| control(one))
            .collect(),
    };
    profile.clauses.iter().map(line).collect()
}

/// The parameters with another value of one of them: whoever reads it has other parameters then.
fn with_another(parameters: &Parameters, changed: &Definition) -> Option<Parameters> {
    let settings = SETTINGS.iter().map(|one| match one.of(parameters) {
        setting if one.name != changed.name => setting,
        Setting::Number(number) => Setting::Number(number + DAY),
        Setting::Words(mut words) => {
            words.push("another".to_owned());
            Setting::Words(words)
        }
        Setting::Pairs(mut pairs) => {
            pairs.push(("another".to_owned(), "service".to_owned()));
            Setting::Pairs(pairs)
        }
    });
    Parameters::from_settings(settings)
}

/// The controls that tell a parameter as one of theirs.
fn readers(parameters: &Parameters, changed: &Definition) -> Vec<&'static Control> {
    let Some(another) = with_another(parameters, changed) else {
        return Vec::new();
    };
    let reads = |control: &Control| {
        let told = super::catalogue::parameters(control, parameters);
        told != super::catalogue::parameters(control, &another)
    };
    let mut all: Vec<&'static Control> = Vec::new();
    all.extend(catalogue().iter().filter(|one| reads(one)));
    all
}

/// How a value is written.
fn how(kind: Kind) -> String {
    match kind {
        Kind::Count("") => "A whole number, such as 2.".to_owned(),
        Kind::Count(unit) => format!("A whole number of {unit}, such as 2."),
        Kind::Span(_) => "A whole number with its unit: min, h or d, such as 2h.".to_owned(),
        Kind::OneOf(words) => format!("Some of these, with commas: {}.", words.join(", ")),
        Kind::Words | Kind::Lower | Kind::Upper => "Words with commas between them.".to_owned(),
        Kind::Pairs(first, second) => {
            format!("Each {first} with its {second} behind a colon, with commas between them.")
        }
    }
}

fn parameters(profile: &Profile, lines: &[InterpretationLine]) -> Vec<PolicyParameter> {
    let parameter = |one: &Definition| {
        let follows = |line: &&InterpretationLine| {
            let mut of_line = line.parameters.iter();
            of_line.any(|parameter| parameter.name == one.name)
        };
        let interpretation = lines.iter().find(follows);
        let readers = readers(&profile.parameters, one);
        let mut clauses: Vec<String> = Vec::new();
        clauses.extend(interpretation.map(|line| line.clause.clone()));
        if clauses.is_empty() {
            for clause in readers.iter().flat_map(|control| control.clauses) {
                if !clauses.iter().any(|known| known == clause) {
                    clauses.push((*clause).to_owned());
                }
            }
        }
        PolicyParameter {
            name: one.name.to_owned(),
            value: one.written(&one.of(&profile.parameters)),
            written: in_words(&profile.parameters, one.name),
            how: how(one.kind),
            controls: readers.iter().map(|one| one.id.to_owned()).collect(),
            clauses,
            interpretation: interpretation.map(|line| line.id.clone()),
            open: interpretation.is_some_and(|line| line.accepted.is_none()),
        }
    };
    SETTINGS.iter().map(parameter).collect()
}

fn interpretation(line: InterpretationLine) -> InterpretationView {
    let parameters = line.parameters.iter();
    let parameters = parameters
        .map(|one| format!("{} = {}", one.name, one.value))
        .collect();
    let (by, on, reason) = match line.accepted {
        Some(accepted) => (Some(accepted.by), Some(accepted.on), accepted.reason),
        None => (None, None, None),
    };
    InterpretationView {
        id: line.id,
        clause: line.clause,
        words: line.words,
        reading: line.reading,
        parameters,
        controls: line.controls,
        accepted_by: by,
        accepted_on: on,
        accepted_reason: reason,
    }
}

fn version(line: PolicyVersionLine) -> VersionView {
    VersionView {
        version: line.version,
        from: line.from,
        in_force: line.in_force,
        reason: line.reason,
        by: line.by,
        recorded_at: line.recorded_at,
        late: line.recorded_after_its_first_day,
        sha256: line.sha256,
        differences: line.differences,
    }
}

impl OpenWorkspace {
    /// The policy in force at the end of the shown period, with what its controls came to; where nothing was
    /// evaluated, that of today.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn policy(&self, ports: &Ports<'_>) -> Result<PolicyView, AppError> {
        let evaluated = self.current().evaluated;
        self.reading(|reader| {
            let zone = workspace_zone(reader)?;
            let all = versions(reader, i64::MAX)?;
            let policy = of_versions(&all, zone);
            let now = ports.clock.now();
            let instant = evaluated.as_ref().map_or(now, |evaluated| {
                let head = &evaluated.evaluation.head;
                Timestamp::end_of(head.to, zone).min(head.as_of)
            });
            let shown = policy.at(instant).number;
            let profile = profile_of(&all, shown);
            let accepted = Acceptances::until(reader, i64::MAX)?;
            let lines = interpretation_lines(profile, &accepted, zone);
            let counts = evaluated.as_deref().map(counts).unwrap_or_default();
            let in_force = policy.at(now).number;
            let newest_first = version_lines(&all, in_force, zone).into_iter().rev();
            Ok(PolicyView {
                name: profile.name.clone(),
                version: shown,
                from: profile.effective_from,
                judged: evaluated.is_some(),
                clauses: clauses(profile, &counts),
                parameters: parameters(profile, &lines),
                interpretations: lines.into_iter().map(interpretation).collect(),
                versions: newest_first.map(version).collect(),
            })
        })
    }

    /// Writes the text of a version of the policy to a file.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownPolicyVersion`], [`AppError::NotWritten`], or what the store says.
    pub fn export_policy(
        &self,
        version: u32,
        out: &Path,
        ports: &Ports<'_>,
    ) -> Result<u32, AppError> {
        let options = ExportOptions {
            version: Some(version),
            output: Some(out.to_owned()),
        };
        export(&self.path, &options, &mut std::io::sink(), ports)
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::policy::built_in;
    use changeproof_domain::policy::settings::find;

    use super::*;

    fn read_by(name: &str) -> Vec<&'static str> {
        let found = readers(&built_in().parameters, find(name).unwrap());
        found.into_iter().map(|control| control.id).collect()
    }

    #[test]
    fn a_parameter_names_the_controls_that_tell_it() {
        assert!(read_by("reviewers").contains(&"REV-01"));
        assert_eq!(read_by("reversion_within"), ["RBK-02"]);
        assert!(!read_by("reversion_within").contains(&"REV-01"));
    }

    #[test]
    fn every_value_can_be_written_back_as_it_is_shown() {
        for one in parameters(built_in(), &[]) {
            let again = crate::parameters::changed(&built_in().parameters, &one.name, &one.written);
            assert_eq!(again.unwrap(), built_in().parameters, "{}", one.name);
        }
    }
}
