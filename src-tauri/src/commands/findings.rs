//! Findings, and the work on them.

use changeproof_app::triage::{
    NewAcknowledgement, NewRemediation, NewWords, acknowledge, comment, remediate, reopen,
};
use changeproof_app::wire::triage::{FindingDetails, FindingsDone};
use changeproof_app::wire::view::findings::{FindingPage, FindingQuery, FindingsView};
use chrono::NaiveDate;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn findings(shell: State<'_, Shell>, query: FindingQuery) -> Answer<FindingsView> {
    shell.look(move |open, _| open.findings(&query)).await
}

#[tauri::command]
pub async fn finding_page(
    shell: State<'_, Shell>,
    query: FindingQuery,
    group: String,
    from: u64,
    limit: u32,
) -> Answer<FindingPage> {
    shell
        .look(move |open, _| open.finding_page(&query, &group, from, limit))
        .await
}

#[tauri::command]
pub async fn finding_work(shell: State<'_, Shell>, finding: String) -> Answer<FindingDetails> {
    shell
        .look(move |open, ports| open.finding_work(&finding, ports))
        .await
}

#[tauri::command]
pub async fn acknowledge_findings(
    shell: State<'_, Shell>,
    findings: Vec<String>,
    owner: String,
    due: NaiveDate,
    reason: Option<String>,
) -> Answer<FindingsDone> {
    let new = NewAcknowledgement {
        findings,
        owner,
        due,
        reason,
        cause: None,
        action: None,
        evidence: Vec::new(),
    };
    shell
        .look(move |open, ports| acknowledge(open.path(), &new, ports))
        .await
}

#[tauri::command]
pub async fn remediate_findings(
    shell: State<'_, Shell>,
    findings: Vec<String>,
    cause: String,
    action: String,
    on: NaiveDate,
) -> Answer<FindingsDone> {
    let new = NewRemediation {
        findings,
        cause,
        action,
        on,
        evidence: Vec::new(),
    };
    shell
        .look(move |open, ports| remediate(open.path(), &new, ports))
        .await
}

#[tauri::command]
pub async fn comment_findings(
    shell: State<'_, Shell>,
    findings: Vec<String>,
    text: String,
) -> Answer<FindingsDone> {
    let new = words(findings, text);
    shell
        .look(move |open, ports| comment(open.path(), &new, ports))
        .await
}

#[tauri::command]
pub async fn reopen_findings(
    shell: State<'_, Shell>,
    findings: Vec<String>,
    text: String,
) -> Answer<FindingsDone> {
    let new = words(findings, text);
    shell
        .look(move |open, ports| reopen(open.path(), &new, ports))
        .await
}

fn words(findings: Vec<String>, text: String) -> NewWords {
    NewWords {
        findings,
        text,
        evidence: Vec::new(),
    }
}
