//! What differs between two versions of the profile, in words.

use std::collections::BTreeSet;

use changeproof_domain::policy::settings::SETTINGS;
use changeproof_domain::policy::{Interpretation, Profile};

use super::PolicyVersion;

/// Each difference as a sentence, in the order of the profile; none where only day and reason differ.
pub(crate) fn between(before: &PolicyVersion, after: &PolicyVersion) -> Vec<String> {
    let (before, after) = (&before.profile, &after.profile);
    let mut told = Vec::new();
    if before.name != after.name {
        told.push(format!(
            "The name is '{}' instead of '{}'.",
            after.name, before.name
        ));
    }
    clauses(before, after, &mut told);
    parameters(before, after, &mut told);
    holidays(before, after, &mut told);
    interpretations(before, after, &mut told);
    controls_off(before, after, &mut told);
    told
}

fn clauses(before: &Profile, after: &Profile, told: &mut Vec<String>) {
    for clause in &after.clauses {
        match before.clause(&clause.id) {
            None => told.push(format!("Clause {} is new: {}", clause.id, clause.words)),
            Some(words) if words != clause.words => told.push(format!(
                "Clause {} says '{}' instead of '{words}'.",
                clause.id, clause.words
            )),
            Some(_) => {}
        }
    }
    for clause in &before.clauses {
        if after.clause(&clause.id).is_none() {
            told.push(format!("Clause {} is gone.", clause.id));
        }
    }
}

fn parameters(before: &Profile, after: &Profile, told: &mut Vec<String>) {
    for one in SETTINGS {
        let (was, is) = (one.of(&before.parameters), one.of(&after.parameters));
        if was != is {
            let shown = |words: String| match words.as_str() {
                "" => "nothing".to_owned(),
                _ => words,
            };
            told.push(format!(
                "{} is {} instead of {}.",
                one.name,
                shown(one.written(&is)),
                shown(one.written(&was))
            ));
        }
    }
}

fn holidays(before: &Profile, after: &Profile, told: &mut Vec<String>) {
    for (day, name) in &after.holidays {
        if !before.holidays.contains_key(day) {
            told.push(format!("{day} is a holiday: {name}."));
        }
    }
    for (day, name) in &before.holidays {
        if !after.holidays.contains_key(day) {
            told.push(format!("{day} is no holiday any more: {name}."));
        }
    }
}

fn interpretations(before: &Profile, after: &Profile, told: &mut Vec<String>) {
    let find = |profile: &Profile, id: &str| -> Option<Interpretation> {
        let mut all = profile.interpretations.iter();
        all.find(|one| one.id == id).cloned()
    };
    for one in &after.interpretations {
        match find(before, &one.id) {
            None => told.push(format!(
                "The interpretation {} is new: {}",
                one.id, one.reading
            )),
            Some(was) if was != *one => told.push(format!(
                "The interpretation {} is another one: {}",
                one.id, one.reading
            )),
            Some(_) => {}
        }
    }
    for one in &before.interpretations {
        if find(after, &one.id).is_none() {
            told.push(format!("The interpretation {} is gone.", one.id));
        }
    }
}

fn controls_off(before: &Profile, after: &Profile, told: &mut Vec<String>) {
    let ids: BTreeSet<&String> = before
        .controls_off
        .keys()
        .chain(after.controls_off.keys())
        .collect();
    for id in ids {
        match (before.controls_off.get(id), after.controls_off.get(id)) {
            (_, None) => told.push(format!("{id} is tested again.")),
            (was, Some(off)) if was != Some(off) => told.push(format!(
                "{id} is not tested, by decision of {} of {}: {}",
                off.decided_by, off.decided_on, off.reason
            )),
            (_, Some(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::policy::{BUILT_IN, read};

    use super::*;

    fn version(text: &str) -> PolicyVersion {
        PolicyVersion {
            text: text.to_owned(),
            profile: read(text).unwrap(),
            ..PolicyVersion::built_in()
        }
    }

    #[test]
    fn differences_are_told_both_ways() {
        let changed = BUILT_IN
            .replace("\nreviewers = 1", "\nreviewers = 2")
            .replace("approved_pipelines = []", "approved_pipelines = [\"release\"]")
            .replace("[holidays]", "[holidays]\n2025-12-25 = \"Christmas Day\"")
            .replace("LOG-AUD = \"Significant changes are auditable.\"\n", "")
            .replace(
                "[controls_off]",
                "[controls_off.RBK-01]\nreason = \"r.\"\ndecided_by = \"Ana\"\ndecided_on = \"2025-06-20\"",
            );
        let (before, after) = (version(BUILT_IN), version(&changed));
        assert_eq!(
            between(&before, &after),
            [
                "Clause LOG-AUD is gone.",
                "reviewers is 2 instead of 1.",
                "approved_pipelines is release instead of nothing.",
                "2025-12-25 is a holiday: Christmas Day.",
                "RBK-01 is not tested, by decision of Ana of 2025-06-20: r.",
            ]
        );
        assert_eq!(
            between(&after, &before),
            [
                "Clause LOG-AUD is new: Significant changes are auditable.",
                "reviewers is 1 instead of 2.",
                "approved_pipelines is nothing instead of release.",
                "2025-12-25 is no holiday any more: Christmas Day.",
                "RBK-01 is tested again.",
            ]
        );
        assert_eq!(between(&before, &before), [""; 0]);
    }
}
