//! Deployments to environments of which the name tells nothing: they drop out of what is judged, so the file's
//! notes name them.

use std::collections::BTreeMap;

use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::Record;

/// How many names a note lists.
const NAMED: usize = 8;

/// Words for what is not production, each alone or within a name (`staging-eu`, `review/pay-4`).
const OTHER_STAGES: [&str; 39] = [
    "acc",
    "acceptance",
    "beta",
    "build",
    "ci",
    "demo",
    "dev",
    "develop",
    "development",
    "devel",
    "e2e",
    "int",
    "integration",
    "lab",
    "load",
    "local",
    "nonprod",
    "nonproduction",
    "pages",
    "perf",
    "performance",
    "pr",
    "pre",
    "preprod",
    "preproduction",
    "preview",
    "qa",
    "review",
    "sandbox",
    "sit",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "training",
    "tst",
    "uat",
    "verification",
];

/// Deployments by the name of their environment, and by whether the source itself calls it no production.
#[derive(Debug, Default)]
pub struct Environments(BTreeMap<(bool, String), u64>);

impl Environments {
    /// Counts a record, where it is a deployment that its source does not call one of production.
    pub fn count(&mut self, record: &Record) {
        let Record::Deployment(deployment) = record else {
            return;
        };
        if deployment.production == Some(true) {
            return;
        }
        let by_source = deployment.production == Some(false);
        let name = deployment.environment.trim().to_owned();
        *self.0.entry((by_source, name)).or_default() += 1;
    }

    /// A sentence on those whose names say neither 'production' nor what else they are.
    pub fn notes(self) -> Vec<String> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let usual = Parameters::default();
        let mut of = [Vec::new(), Vec::new()];
        for ((by_source, name), count) in self.0 {
            if !usual.is_production(&name) && !is_other_stage(&name) {
                of[usize::from(by_source)].push((name, count));
            }
        }
        let [by_name, by_source] = of;
        [
            (
                by_name,
                "They are judged only where the policy names the environment as production \
                 (production_environments).",
            ),
            (
                by_source,
                "The export says that these are no production, so they are not judged.",
            ),
        ]
        .into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, what)| {
            let all: u64 = names.iter().map(|(_, count)| count).sum();
            format!(
                "{} to environments whose names do not tell what they are: {}. {what}",
                match all {
                    1 => "1 deployment is".to_owned(),
                    several => format!("{several} deployments are"),
                },
                listed(names)
            )
        })
        .collect()
    }
}

/// The names with the most deployments first.
fn listed(mut names: Vec<(String, u64)>) -> String {
    names.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let mut listed: Vec<String> = names
        .into_iter()
        .map(|(name, count)| format!("'{name}' ({count})"))
        .collect();
    if more > 0 {
        listed.push(format!("{more} more"));
    }
    listed.join(", ")
}

fn is_other_stage(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        OTHER_STAGES.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_tell_nothing_are_noted() {
        for name in ["staging-eu", "QA2", "pre-prod", "review/pay-4", "nonprod"] {
            assert!(is_other_stage(name), "{name} is something else");
        }
        for name in ["unknown", "eu-west-1", "blue", "protest"] {
            assert!(!is_other_stage(name), "{name} tells nothing");
        }
    }

    #[test]
    fn the_environments_with_the_most_deployments_come_first() {
        let counted = [("live", 3), ("eu-west-1", 2), ("unknown", 5), ("test", 9)];
        let all = counted.map(|(name, count)| ((false, name.to_owned()), count));
        assert_eq!(
            Environments(BTreeMap::from(all)).notes(),
            [
                "7 deployments are to environments whose names do not tell what they are: 'unknown' (5), \
                 'eu-west-1' (2). They are judged only where the policy names the environment as \
                 production (production_environments)."
            ]
        );
    }
}
