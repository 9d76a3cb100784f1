//! Findings, in words.

use changeproof_app::wire::triage::{FindingLine, FindingStory, OutcomeLine};

use super::{counted, line};

/// How many reasons of one change are told.
const REASONS: usize = 5;

/// The list.
pub fn findings(lines: &[FindingLine]) -> String {
    let mut text = String::new();
    if lines.is_empty() {
        line(
            &mut text,
            "No findings. What was not evaluated is not among them.",
        );
        return text;
    }
    for one in lines {
        let service = one
            .service
            .as_deref()
            .map_or_else(String::new, |name| format!(" ({name})"));
        line(
            &mut text,
            &format!(
                "{}  {} {} on {}{service}",
                one.finding,
                one.severity,
                one.outcome.label().to_lowercase(),
                one.subject
            ),
        );
        line(&mut text, &format!("  {}", state(one)));
    }
    line(
        &mut text,
        &format!("{}.", counted(lines.len(), "finding", "findings")),
    );
    text
}

fn state(one: &FindingLine) -> String {
    let mut words = one.state.id().replace('_', " ");
    if let Some(owner) = &one.owner {
        words.push_str(&format!(", owner {owner}"));
    }
    if let Some(due) = one.due {
        let late = if one.overdue {
            ", which has passed"
        } else {
            ""
        };
        words.push_str(&format!(", due {due}{late}"));
    }
    if let Some(at) = one.first_shown {
        words.push_str(&format!(", first shown {at}"));
    }
    words
}

/// Everything about one.
pub fn finding_story(story: &FindingStory) -> String {
    let (one, work) = (&story.finding, &story.work);
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "{} {}, {}",
            one.control,
            one.name,
            one.severity.to_lowercase()
        ),
    );
    line(
        &mut text,
        &format!(
            "{} {}: {}",
            one.kind,
            one.subject,
            one.outcome.label().to_lowercase()
        ),
    );
    line(&mut text, &format!("State: {}", state(one)));
    if let Some(cause) = &work.cause {
        line(&mut text, &format!("Cause: {cause}"));
    }
    if let Some(action) = &work.action {
        let on = work.on.map_or_else(String::new, |on| format!(" ({on})"));
        line(&mut text, &format!("Action: {action}{on}"));
    }
    if !work.steps.is_empty() {
        line(&mut text, "Work:");
    }
    for step in &work.steps {
        line(
            &mut text,
            &format!(
                "  {} {} (event {}): {}",
                step.at, step.person, step.event, step.sentence
            ),
        );
        for file in &step.evidence {
            line(&mut text, &format!("    {} {}", file.file, file.sha256));
        }
    }
    line(&mut text, "Outcomes:");
    for outcome in &work.history {
        told(&mut text, outcome);
    }
    text
}

fn told(text: &mut String, of: &OutcomeLine) {
    line(
        text,
        &format!(
            "  {} {} (event {})",
            of.at,
            of.outcome.label().to_lowercase(),
            of.evaluation
        ),
    );
    for because in of.because.iter().take(REASONS) {
        line(
            text,
            &format!("    event {}: {}", because.event, because.sentence),
        );
    }
    if of.because.len() > REASONS {
        line(
            text,
            &format!("    and {} more events", of.because.len() - REASONS),
        );
    }
}
