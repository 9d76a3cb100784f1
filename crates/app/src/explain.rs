//! Explains one outcome: the rule, the values compared, the original records behind them, and what
//! would change it.

use std::collections::BTreeMap;
use std::path::Path;

use changeproof_controls::{Control, OtherSubject, registry};
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::policy::{Profile, Version};
use changeproof_domain::snapshot::{Snapshot, SourceId};
use changeproof_domain::source::{Place, Source};
use changeproof_store::{Digest, Reader, SubjectRow, Workspace};

use crate::error::AppError;
use crate::loaded::damaged;
use crate::original::{self, Extent, byte_range};
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::results::{Explained, control_position};
use crate::what_would_change::{missing, of_control_alone, what_would_change};
use crate::wire::explanation::{
    ClauseLine, ExplainedEvaluation, Explanation, FactInOriginal, LackLine, OriginalRow,
    PolicyInForce, RuleLine,
};
use crate::wire::result::ResultLine;

/// Explains an outcome of the latest evaluation to whoever asks. `deployment` is the id that results
/// print, or `source:id` where several sources use the same; or the key of a change record that was carried
/// out without a deployment.
///
/// # Errors
///
/// [`AppError::NotEvaluated`], [`AppError::UnknownDeployment`], [`AppError::AmbiguousDeployment`],
/// [`AppError::UnknownControl`], [`AppError::NotOfDeployments`],
/// [`AppError::EvaluatedByOtherVersion`], or what reading says.
pub fn explain<R>(
    workspace: &Path,
    deployment: &str,
    control: &str,
    ports: &Ports<'_>,
    tell: impl FnOnce(&Explanation<'_>) -> R,
) -> Result<R, AppError> {
    let control = control_position(control)?;
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let explained = Explained::latest(&reader, workspace, ports)?;
    let explanation = match position(&explained, deployment) {
        Ok(position) => of_deployment(&reader, &explained, position, control)?,
        Err(unknown @ AppError::UnknownDeployment { .. }) => {
            let position = record_position(&explained, deployment, control).ok_or(unknown)?;
            of_record(&reader, &explained, position)?
        }
        Err(other) => return Err(other),
    };
    Ok(tell(&explanation))
}

/// The position, in what else was judged, of a control's outcome on a change record without a deployment.
fn record_position(explained: &Explained, key: &str, control: usize) -> Option<usize> {
    let judged = explained.others.judged.iter();
    let mut all = judged.zip(&explained.others.outcomes);
    all.position(|(other, stored)| {
        let is_record = matches!(other.subject, OtherSubject::ChangeRecord(_));
        let of_source = || format!("{}:{}", stored.source, stored.id);
        is_record
            && other.control.id == registry()[control].id
            && (stored.id.eq_ignore_ascii_case(key) || of_source().eq_ignore_ascii_case(key))
    })
}

/// The position of the deployment that is meant.
fn position(explained: &Explained, deployment: &str) -> Result<usize, AppError> {
    let key = |row: &SubjectRow| format!("{}:{}", row.source, row.id);
    let rows = explained.rows.iter().enumerate();
    let (by_key, by_id): (Vec<_>, Vec<_>) = rows
        .filter(|(_, row)| row.id == deployment || key(row) == deployment)
        .partition(|(_, row)| row.id != deployment);
    let head = &explained.evaluation.head;
    match (by_id.as_slice(), by_key.as_slice()) {
        ([(position, _)], _) | ([], [(position, _), ..]) => Ok(*position),
        ([], []) => Err(AppError::UnknownDeployment {
            key: deployment.to_owned(),
            from: head.from,
            to: head.to,
        }),
        (several, _) => {
            let keys: Vec<String> = several.iter().map(|(_, row)| key(row)).collect();
            Err(AppError::AmbiguousDeployment {
                id: deployment.to_owned(),
                keys: keys.join(", "),
            })
        }
    }
}

/// The position of the deployment that is meant: by its own id, else by the key of a change that it alone
/// brought.
///
/// # Errors
///
/// [`AppError::UnknownDeployment`], [`AppError::AmbiguousDeployment`].
pub(crate) fn position_of(explained: &Explained, named: &str) -> Result<usize, AppError> {
    let unknown = match position(explained, named) {
        Err(error @ AppError::UnknownDeployment { .. }) => error,
        found => return found,
    };
    let brings = |row: &SubjectRow| {
        let mut keys = row.changes.lines().chain(row.pull_requests.lines());
        keys.any(|key| key == named)
    };
    let rows = explained.rows.iter().enumerate();
    let found: Vec<_> = rows.filter(|(_, row)| brings(row)).collect();
    match found.as_slice() {
        [] => Err(unknown),
        [(position, _)] => Ok(*position),
        several => {
            let keys = several.iter();
            let keys: Vec<String> = keys
                .map(|(_, row)| format!("{}:{}", row.source, row.id))
                .collect();
            Err(AppError::AmbiguousDeployment {
                id: named.to_owned(),
                keys: keys.join(", "),
            })
        }
    }
}

fn of_deployment<'e>(
    reader: &Reader<'_>,
    explained: &'e Explained,
    position: usize,
    control: usize,
) -> Result<Explanation<'e>, AppError> {
    let judgement = explained.judgement(position, control)?;
    let tested = registry()[control];
    let lacking = match judgement.outcome {
        Outcome::InsufficientEvidence => missing(explained, position, tested),
        Outcome::Pass | Outcome::Fail | Outcome::NotApplicable | Outcome::Pending => Vec::new(),
    };
    let lacking = lacking.into_iter().map(|(lack, sentence)| LackLine {
        kind: lack.kind.id(),
        sentence,
    });
    let explained_so = Behind {
        version: explained.version(position),
        originals: originals(reader, &explained.loaded.snapshot, &judgement.facts)?,
        lacking: lacking.collect(),
        what_would_change: what_would_change(explained, position, tested, judgement.outcome),
    };
    let result = explained.line_of(position, control, judgement);
    Ok(explanation(explained, tested, explained_so, result))
}

/// Of a change record without a deployment: its own sentence names what is missing.
fn of_record<'e>(
    reader: &Reader<'_>,
    explained: &'e Explained,
    position: usize,
) -> Result<Explanation<'e>, AppError> {
    let judgement = explained.other_judgement(position)?;
    let tested = explained.others.judged[position].control;
    let explained_so = Behind {
        version: explained.other_version(position),
        originals: originals(reader, &explained.loaded.snapshot, &judgement.facts)?,
        lacking: Vec::new(),
        what_would_change: of_control_alone(tested, judgement.outcome),
    };
    let result = explained.other_line_of(position, judgement);
    Ok(explanation(explained, tested, explained_so, result))
}

/// What stands behind an outcome.
struct Behind<'e> {
    version: &'e Version,
    originals: Vec<OriginalRow<'e>>,
    lacking: Vec<LackLine>,
    what_would_change: Option<String>,
}

fn explanation<'e>(
    explained: &'e Explained,
    tested: &'static Control,
    behind: Behind<'e>,
    result: ResultLine<'e>,
) -> Explanation<'e> {
    let head = &explained.evaluation.head;
    let version = behind.version;
    Explanation {
        evaluation: ExplainedEvaluation {
            from: head.from,
            to: head.to,
            zone: &head.zone,
            as_of: head.as_of,
        },
        rule: rule(
            tested,
            policy::profile_of(&explained.loaded.profiles, version.number),
        ),
        policy: PolicyInForce {
            version: version.number,
            name: &version.name,
            from: version.from,
        },
        originals: behind.originals,
        lacking: behind.lacking,
        what_would_change: behind.what_would_change,
        result,
    }
}

fn rule<'p>(control: &Control, profile: &'p Profile) -> RuleLine<'p> {
    RuleLine {
        name: control.name,
        severity: control.severity.label(),
        checks: control.checks,
        why: control.why,
        clauses: control
            .clauses
            .iter()
            .map(|id| ClauseLine {
                id,
                words: policy::clause_words(profile, id),
            })
            .collect(),
        stricter_than_policy: control.stricter_than_policy,
    }
}

/// The rows of files behind some facts, each once, in the order in which the facts name them.
fn originals<'e>(
    reader: &Reader<'_>,
    snapshot: &'e Snapshot,
    facts: &[Fact],
) -> Result<Vec<OriginalRow<'e>>, AppError> {
    let mut rows: Vec<((SourceId, Place), Vec<usize>)> = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        let origin = snapshot.origin_of(fact.record, &fact.field);
        match rows.iter_mut().find(|(of, _)| *of == origin) {
            Some((_, of)) => of.push(at),
            None => rows.push((origin, vec![at])),
        }
    }
    let mut intact: BTreeMap<Digest, bool> = BTreeMap::new();
    rows.into_iter()
        .map(|((source, place), of)| {
            let source = &snapshot.sources[source.index()];
            let sha256: Digest = source
                .sha256
                .parse()
                .map_err(|_| damaged("names a file by no hash"))?;
            let intact = match intact.get(&sha256) {
                Some(known) => *known,
                // The log vouches for itself: verify walks its chain.
                None if source.is_own_log() => true,
                None => {
                    let found = reader.original_is_intact(sha256)?;
                    intact.insert(sha256, found);
                    found
                }
            };
            let row = Row {
                source,
                sha256,
                place,
            };
            let facts = of.iter().map(|at| (*at, &facts[*at]));
            row.original(reader, snapshot, facts.collect(), intact)
        })
        .collect()
}

/// A row or element of a file.
struct Row<'e> {
    source: &'e Source,
    sha256: Digest,
    place: Place,
}

impl<'e> Row<'e> {
    /// As it stands in the file, with the places of the facts in it, each with its position.
    fn original(
        &self,
        reader: &Reader<'_>,
        snapshot: &Snapshot,
        facts: Vec<(usize, &Fact)>,
        intact: bool,
    ) -> Result<OriginalRow<'e>, AppError> {
        let Row {
            source,
            sha256,
            place,
        } = self;
        let names: Vec<Option<String>> = facts
            .iter()
            .map(|(_, fact)| own_name(source, fact))
            .collect();
        let columns: Vec<String> = names.iter().flatten().cloned().collect();
        let cells = original::cells(reader, *sha256, source, place, &columns)?;
        let text = original::passage(reader, *sha256, source, place, Extent::WHOLE)?.record;
        let form = &source.reading.form;
        let value = |name: String| original::value(form, &text, &name, &cells);
        let mut records: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for ((position, fact), name) in facts.into_iter().zip(names) {
            let record = snapshot.name(fact.record);
            if !records.contains(&record) {
                records.push(record);
            }
            places.push(FactInOriginal {
                fact: position,
                bytes: name.and_then(value),
            });
        }
        Ok(OriginalRow {
            records,
            file: &source.file,
            sha256: &source.sha256,
            at: source.place(place, "", None),
            bytes: byte_range(source, place),
            intact,
            facts: places,
            text,
            cells,
        })
    }
}

/// What the source itself calls the value of a fact.
fn own_name(source: &Source, fact: &Fact) -> Option<String> {
    match &fact.own_place {
        Some(own) => Some(own.clone()),
        None => source.reading.fields.original(&fact.field),
    }
}
