//! Answers of `policy` in words.

use changeproof_app::wire::policy::{
    InterpretationAccepted, InterpretationLine, InterpretationList, PolicyAdded, PolicyList,
    PolicyVersionLine,
};
use changeproof_domain::time::ForPeople;

use super::line;

/// What `policy import` did.
pub fn policy_added(added: &PolicyAdded) -> String {
    let mut text = String::new();
    let by = added.by.as_ref();
    line(
        &mut text,
        &format!(
            "Version {} of the policy is in force from {} on{}. Recorded without sign-in.",
            added.version,
            added.from,
            by.map_or_else(String::new, |by| format!(", by {by}"))
        ),
    );
    if added.recorded_after_its_first_day {
        line(
            &mut text,
            "Its first day has passed already: deployments since then are judged by it once they are \
             evaluated again.",
        );
    }
    differences(&mut text, added.before, &added.differences);
    text
}

fn differences(text: &mut String, before: u32, differences: &[String]) {
    if differences.is_empty() {
        line(text, &format!("It says the same as version {before}."));
    } else {
        line(text, &format!("What differs from version {before}:"));
    }
    for difference in differences {
        line(text, &format!("  {difference}"));
    }
}

/// What `policy list` lists.
pub fn policy_list(list: &PolicyList) -> String {
    let mut text = String::new();
    for version in &list.versions {
        listed(&mut text, version);
    }
    text
}

fn listed(text: &mut String, version: &PolicyVersionLine) {
    let days = match version.from {
        Some(from) => format!("from {from} on"),
        None => "always".to_owned(),
    };
    let today = if version.in_force {
        ", in force today"
    } else {
        ""
    };
    line(text, &format!("Version {}, {days}{today}", version.version));
    line(text, &format!("  {}", version.name));
    line(text, &format!("  Reason: {}", version.reason));
    if let Some(at) = version.recorded_at {
        let by = match &version.by {
            Some(by) => format!(" by {by}"),
            None => String::new(),
        };
        let late = if version.recorded_after_its_first_day {
            ", after its first day"
        } else {
            ""
        };
        line(
            text,
            &format!("  Recorded {}{by}, without sign-in{late}", ForPeople(at)),
        );
    }
    line(text, &format!("  SHA-256 {}", version.sha256));
    for difference in &version.differences {
        line(text, &format!("  - {difference}"));
    }
}

/// What `policy interpretations` lists.
pub fn policy_interpretations(list: &InterpretationList) -> String {
    let mut text = String::new();
    let accepted = list.interpretations.iter();
    let accepted = accepted.filter(|one| one.accepted.is_some()).count();
    line(
        &mut text,
        &format!(
            "{accepted} of {} interpretations of version {} of the policy are accepted.",
            list.interpretations.len(),
            list.version
        ),
    );
    for one in &list.interpretations {
        interpretation(&mut text, one);
    }
    text
}

fn interpretation(text: &mut String, one: &InterpretationLine) {
    line(text, "");
    let state = match &one.accepted {
        Some(by) => format!("accepted by {} on {}", by.by, by.on),
        None => "proposed".to_owned(),
    };
    line(text, &format!("{} ({state})", one.id));
    line(
        text,
        &format!("  {}: \u{201c}{}\u{201d}", one.clause, one.words),
    );
    line(text, &format!("  {}", one.reading));
    for parameter in &one.parameters {
        let value = match parameter.value.as_str() {
            "" => "nothing",
            value => value,
        };
        line(text, &format!("  {} = {value}", parameter.name));
    }
    line(text, &format!("  Shapes {}", one.controls.join(", ")));
    if let Some(reason) = one.accepted.as_ref().and_then(|by| by.reason.as_ref()) {
        line(text, &format!("  Reason: {reason}"));
    }
}

/// What `policy accept` recorded.
pub fn policy_accepted(accepted: &InterpretationAccepted) -> String {
    let signed_in = if accepted.signed_in {
        ""
    } else {
        " Recorded without sign-in: nothing proves who it was."
    };
    format!(
        "{} of version {} of the policy is accepted by {}.{signed_in} Packs of evaluations made from now \
         on say so.\n",
        accepted.interpretation, accepted.version, accepted.by
    )
}
