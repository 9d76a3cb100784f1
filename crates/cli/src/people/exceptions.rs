//! Exceptions, in words.

use changeproof_app::wire::exception::{ExceptionLine, ExceptionList};

use super::{counted, line};

/// The register.
pub fn exceptions(listed: &ExceptionList) -> String {
    let mut text = String::new();
    if listed.exceptions.is_empty() {
        line(&mut text, "No exceptions.");
        return text;
    }
    let all = counted(listed.exceptions.len(), "exception", "exceptions");
    line(&mut text, &format!("{all}, as of {}.", listed.today));
    for one in &listed.exceptions {
        short(&mut text, one);
    }
    text
}

/// One exception with all that it says.
pub fn exception(one: &ExceptionLine) -> String {
    let mut text = String::new();
    short(&mut text, one);
    for (label, said) in [
        ("clause", &one.clause),
        ("deviation", &one.deviation),
        ("justification", &one.justification),
        ("risk owner", &one.risk_owner),
        ("residual risk", &one.residual_risk),
        ("compensating controls", &one.compensating_controls),
        ("return plan", &one.return_plan),
    ] {
        if !said.is_empty() {
            line(&mut text, &format!("  {label}: {said}"));
        }
    }
    for file in &one.evidence {
        line(
            &mut text,
            &format!("  file: {}, SHA-256 {}", file.file, file.sha256),
        );
    }
    for untold in one.approvals.iter().flat_map(|of| &of.untold) {
        line(&mut text, &format!("  not told: {untold}"));
    }
    for missing in &one.missing {
        line(&mut text, &format!("  missing: {missing}"));
    }
    text
}

fn short(text: &mut String, one: &ExceptionLine) {
    let scope = one.scope.as_ref().map_or("no scope yet", |of| &of.text);
    line(
        text,
        &format!(
            "{} version {}  {}  {} for {scope}",
            one.id, one.version, one.state, one.control
        ),
    );
    if let (Some(from), Some(to)) = (one.from, one.to) {
        line(text, &format!("  holds from {from} to {to}"));
    }
    line(text, &format!("  asked for by {}", one.requested_by));
    for approval in &one.approvals {
        line(
            text,
            &format!(
                "  approved by {} as {} at {}",
                approval.person, approval.level, approval.at
            ),
        );
    }
    if !one.waits_for.is_empty() {
        line(text, &format!("  waits for {}", one.waits_for));
    }
    if one.retroactive {
        line(
            text,
            "  approved only after it began: cures nothing that was deployed before",
        );
    }
    if let (Some(at), Some(reason)) = (one.ended_at, &one.reason) {
        line(text, &format!("  {} at {at}: {reason}", one.state));
    }
    if let (Some(_), Some(left)) = (one.warning, one.days_left) {
        let left = match left {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        };
        line(text, &format!("  expires {left}"));
    }
}
