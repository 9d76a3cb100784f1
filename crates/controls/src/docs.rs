//! The documentation of all controls, printed from the controls themselves.

use std::collections::BTreeMap;
use std::fmt::Write;

use changeproof_domain::outcome::Outcome;
use changeproof_domain::parameters::Parameters;

use crate::case::Case;
use crate::control::{Control, Coverage, Judges, ParameterValue, Tag};
use crate::registry::catalogue;

const INTRODUCTION: &str = "\
# Controls

Each control tests one sentence of the change management policy: on every production deployment, where
nothing else is said.
This page is printed from the controls' own code and cases: `cargo xtask docs`.

## Outcomes

| Outcome | When |
| --- | --- |
| Pass | The condition is proven by imported facts. |
| Fail | The condition is not met, and the source that would show it covers time and scope. |
| Insufficient evidence | A needed source, field, identity or time is missing or cannot decide. Never counted as passed. |
| Not applicable | A stated rule applies; the reason names it. |
| Pending | A deadline has not passed yet. |

A deployment's outcome is the worst over its changes: fail, insufficient evidence, pending, pass, not applicable.

Six marks can stand beside an outcome. *As exported*: no edit history was exported, or a part of one alone, so the value
was judged as it stands in the export. *By account*: two accounts, of which the roster does not hold both,
were taken for two persons. *Backdated*: a version of the policy, an account or role of a
person, or a decision on a link, that was recorded only later makes the outcome better than by what was recorded then. Passes that rest on any of these three are counted
apart. *Excepted*: an exception that was approved before covers a failure. *Excepted retroactively*: one that was
approved only afterwards does. A failure with either stays a failure. *Returned*: the changes were in production
before a rollback, with the same finding, which is counted there, once.

A deployment is judged by the version of the policy that was in force when it began; the period and the
policy by the one in force at the end of the period, but each snapshot of a protection by that of its day; an exception by the one in force on the day that it
begins to hold; a change record without a deployment by the one in force when it was implemented; an imported
file by today's. A control that a version switches off is not applicable, and
says who decided.

## What is not known of times

No export proves what came after it was made: what a file is declared to cover ends with its export. Where the
deployments of a service are declared not to be covered for a while between two that are known, one that is missing
may have brought what the later one is taken to have brought: what was in time for the later one, and what came too
early or too late after it, is insufficient evidence then. A local time without a zone in the hour in which clocks are
turned can mean two instants; where it matters which, that is insufficient evidence too.

## Changes without a deployment

Not every change is deployed. A change record that was closed as carried out, and on which no production
deployment rests, is judged by itself by the controls of categories, records, approvals and emergencies. It counts
as implemented at its recorded start: the actual start, or the move into a status such as *Implementing*. Where
only its end, its closing or its last update is known, it was implemented by then at the latest: what came after
that came too late, and what came before it cannot be told. The sentence says which one is known. The clock
tolerance holds for these times too, since people type them.

A record that was cancelled, rejected or closed as *won't do* was not carried out, and one whose status was not
exported is no subject; the list of change records shows both. Insufficient evidence is all that can be said where
a deployment may have carried it out after all: where deployments of the systems that it names (of every service,
where it names none that is deployed) do not cover the time from its creation or start to its end; where the
changes of a deployment of that time, or the records that these rest on, are not known; and where a merged pull
request or a commit names the record and is in no imported deployment. No figure of deployments counts such
records: tables and rates of theirs stand apart.
";

/// The page as Markdown.
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    page.push_str("\n## Overview\n\n| Control | Name | Severity | Policy clauses |\n| --- | --- | --- | --- |\n");
    for control in catalogue() {
        let anchor = anchor(control);
        let _ = writeln!(
            page,
            "| [{}](#{anchor}) | {} | {} | {} |",
            control.id,
            control.name,
            control.severity.label(),
            control.clauses.join(", ")
        );
    }
    frameworks(&mut page);
    for control in catalogue() {
        section(&mut page, control);
    }
    page
}

/// For each framework its requirements, with the controls that support them.
fn frameworks(page: &mut String) {
    page.push_str(
        "\n## By framework\n\nWhat each control proves of a requirement, and what not, stands with the \
         control.\n\n| Framework | Requirement | Supported by |\n| --- | --- | --- |\n",
    );
    let mut supported: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for control in catalogue() {
        for tag in control.frameworks {
            let requirement = (tag.framework, tag.requirement);
            let by = format!("[{}](#{}) ({})", control.id, anchor(control), extent(tag));
            supported.entry(requirement).or_default().push(by);
        }
    }
    for ((framework, requirement), by) in supported {
        let _ = writeln!(page, "| {framework} | {requirement} | {} |", by.join(", "));
    }
}

fn extent(tag: &Tag) -> &'static str {
    match tag.coverage {
        Coverage::Full => "full",
        Coverage::Partial => "partial",
    }
}

fn anchor(control: &Control) -> String {
    format!("{} {}", control.id, control.name)
        .to_lowercase()
        // As pages make them of headings.
        .replace('\'', "")
        .replace(' ', "-")
}

fn section(page: &mut String, control: &Control) {
    let _ = writeln!(page, "\n## {} {}\n", control.id, control.name);
    let _ = writeln!(
        page,
        "{} severity · policy clauses {} · version {} · since {}\n",
        control.severity.label(),
        control.clauses.join(", "),
        control.version,
        control.since
    );
    if !matches!(control.check, Judges::Deployment(_)) {
        let _ = writeln!(page, "**Judges** {}.\n", control.check.words());
    }
    for (title, text) in [
        ("What it checks", control.checks),
        ("Why", control.why),
        ("Evidence", control.evidence),
        ("What to do", control.remedy),
    ] {
        let _ = writeln!(page, "**{title}.** {text}\n");
    }
    if let Some(stricter) = control.stricter_than_policy {
        let _ = writeln!(page, "**Stricter than the policy.** {stricter}\n");
    }
    let parameters = (control.parameters)(&Parameters::default());
    if !parameters.is_empty() {
        page.push_str("| Parameter | Default |\n| --- | --- |\n");
        for parameter in parameters {
            let value = match parameter.value {
                ParameterValue::Number(number) => number.to_string(),
                ParameterValue::Words(words) if words.is_empty() => "none listed".to_owned(),
                ParameterValue::Words(words) => words
                    .iter()
                    .map(|word| format!("`{word}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let _ = writeln!(page, "| {} | {value} |", parameter.name.replace('_', " "));
        }
        page.push('\n');
    }
    page.push_str("| Framework | Requirement | Tested | What of it |\n| --- | --- | --- | --- |\n");
    for tag in control.frameworks {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            tag.framework,
            tag.requirement,
            extent(tag),
            tag.reason
        );
    }
    cases(page, "Case", control.cases);
    if let Some(records) = control.check.of_records() {
        cases(
            page,
            "Case of a change record without a deployment",
            records.cases,
        );
    }
}

/// Cases with their outcomes, those that pass first.
fn cases(page: &mut String, head: &str, cases: &[Case]) {
    let _ = write!(page, "\n| {head} | Outcome |\n| --- | --- |\n");
    let mut cases: Vec<_> = cases.iter().collect();
    cases.sort_by_key(|case| match case.then {
        Outcome::Pass => 0,
        Outcome::Fail => 1,
        Outcome::InsufficientEvidence => 2,
        Outcome::Pending => 3,
        Outcome::NotApplicable => 4,
    });
    for case in cases {
        let mut name = case.name.to_owned();
        if let Some(first) = name.get(..1).map(str::to_uppercase) {
            name.replace_range(..1, &first);
        }
        let _ = writeln!(page, "| {name} | {} |", case.then.label());
    }
}
