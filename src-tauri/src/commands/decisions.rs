//! What people decide: post-change reviews, attestations, where registers are kept, the review of the policy.

use std::path::PathBuf;

use changeproof_app::kept_here::Register;
use changeproof_app::wire::annual_review::{AnnualReview, StepForm};
use changeproof_app::wire::attestation::{AttestationForm, AttestationRecorded};
use changeproof_app::wire::kept_here::KeptHereList;
use changeproof_app::wire::post_change_review::{ReviewForm, ReviewQueue, ReviewRecorded};
use tauri::State;

use super::Answer;
use crate::file_choice::{Question, file_name};
use crate::state::Shell;

/// The files behind a decision, where there are some; none where the person cancelled.
pub(super) async fn evidence(shell: &Shell, with_files: bool) -> Answer<Option<Vec<PathBuf>>> {
    if !with_files {
        return Ok(Some(Vec::new()));
    }
    let which = shell.which();
    let ask = |shell: &Shell| Ok(shell.ask_many(&Question::Evidence));
    let files = shell.run(ask).await?;
    shell
        .run(move |shell: &Shell| Ok(shell.check_still(&which)?))
        .await?;
    Ok((!files.is_empty()).then_some(files))
}

#[tauri::command]
pub async fn review_queue(shell: State<'_, Shell>) -> Answer<ReviewQueue> {
    shell.look(|open, ports| open.review_queue(ports)).await
}

#[tauri::command]
pub async fn record_review(
    shell: State<'_, Shell>,
    form: ReviewForm,
) -> Answer<Option<ReviewRecorded>> {
    let Some(files) = evidence(&shell, form.with_files).await? else {
        return Ok(None);
    };
    shell
        .look(move |open, ports| open.record_review(&form, files, ports))
        .await
        .map(Some)
}

#[tauri::command]
pub async fn save_review(shell: State<'_, Shell>, event: i64, change: String) -> Answer<bool> {
    let which = shell.which();
    let ask = move |shell: &Shell| {
        let name = file_name(&format!("review of {change}"), "pdf");
        Ok(shell.ask_one(&Question::SaveReview { name })?)
    };
    let Some(out) = shell.run(ask).await? else {
        return Ok(false);
    };
    shell
        .run(move |shell: &Shell| Ok(shell.check_still(&which)?))
        .await?;
    shell
        .look(move |open, ports| open.save_review(event, &out, ports))
        .await
        .map(|()| true)
}

#[tauri::command]
pub async fn kept_here(shell: State<'_, Shell>) -> Answer<KeptHereList> {
    shell.look(|open, ports| open.kept_here(ports)).await
}

#[tauri::command]
pub async fn keep_here(
    shell: State<'_, Shell>,
    register: Register,
    reason: String,
) -> Answer<KeptHereList> {
    shell
        .look(move |open, ports| open.keep_here(register, &reason, ports))
        .await
}

#[tauri::command]
pub async fn attest(
    shell: State<'_, Shell>,
    form: AttestationForm,
) -> Answer<Option<AttestationRecorded>> {
    let Some(files) = evidence(&shell, form.with_files).await? else {
        return Ok(None);
    };
    shell
        .look(move |open, ports| open.attest(&form, files, ports))
        .await
        .map(Some)
}

#[tauri::command]
pub async fn annual_review(shell: State<'_, Shell>) -> Answer<AnnualReview> {
    shell.look(|open, ports| open.annual_review(ports)).await
}

#[tauri::command]
pub async fn policy_review_step(
    shell: State<'_, Shell>,
    step: StepForm,
) -> Answer<Option<AnnualReview>> {
    let mut file = None;
    if let StepForm::Draft {
        no_change: false, ..
    } = step
    {
        let which = shell.which();
        let ask = |shell: &Shell| Ok(shell.ask_one(&Question::OpenProfile)?);
        file = shell.run(ask).await?;
        if file.is_none() {
            return Ok(None);
        }
        shell
            .run(move |shell: &Shell| Ok(shell.check_still(&which)?))
            .await?;
    }
    shell
        .look(move |open, ports| open.policy_review_step(&step, file, ports))
        .await
        .map(Some)
}
