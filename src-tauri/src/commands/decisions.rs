//! What people decide: post-change reviews, attestations, where registers are kept, the review of the policy.

use std::path::PathBuf;

use changeproof_app::kept_here::Register;
use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::annual_review::{AnnualReview, StepForm};
use changeproof_app::wire::attestation::{AttestationForm, AttestationRecorded};
use changeproof_app::wire::kept_here::KeptHereList;
use changeproof_app::wire::post_change_review::{ReviewForm, ReviewQueue, ReviewRecorded};
use tauri::State;

use super::Answer;
use crate::error::CommandError;
use crate::file_choice::{Question, file_name};
use crate::state::{Shell, Which};

/// The files behind a decision, with the workspace that they were asked for; none where the person
/// cancelled.
pub(super) async fn evidence(
    shell: &Shell,
    act: Act,
    with_files: bool,
) -> Answer<Option<(Which, Vec<PathBuf>)>> {
    let ask = move |shell: &Shell| {
        let which = shell.check_may(act)?;
        if !with_files {
            return Ok(Some((which, Vec::new())));
        }
        let files = shell.ask_many(&Question::Evidence);
        Ok((!files.is_empty()).then_some((which, files)))
    };
    shell.run(ask).await
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
    let asked = evidence(&shell, Act::ReviewChange, form.with_files).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let record = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.record_review(&form, files, ports)
            .map_err(CommandError::from)
    };
    shell.look(record).await.map(Some)
}

#[tauri::command]
pub async fn save_review(shell: State<'_, Shell>, event: i64, change: String) -> Answer<bool> {
    let ask = move |shell: &Shell| {
        let which = shell.check_may(Act::Look)?;
        let name = file_name(&format!("review of {change}"), "pdf");
        Ok((which, shell.ask_one(&Question::SaveReview { name })?))
    };
    let (which, Some(out)) = shell.run(ask).await? else {
        return Ok(false);
    };
    let check = Shell::clone(&shell);
    let save = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.save_review(event, &out, ports)
            .map_err(CommandError::from)
    };
    shell.look(save).await.map(|()| true)
}

#[tauri::command]
pub async fn save_evidence(shell: State<'_, Shell>, event: i64, sha256: String) -> Answer<bool> {
    let of = sha256.clone();
    let ask = move |shell: &Shell| {
        let which = shell.check_may(Act::Look)?;
        let name = shell.look_now(|open, _| open.evidence_name(event, &of))?;
        Ok((which, shell.ask_one(&Question::SaveEvidence { name })?))
    };
    let (which, Some(out)) = shell.run(ask).await? else {
        return Ok(false);
    };
    let check = Shell::clone(&shell);
    let save = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        Ok::<_, CommandError>(open.save_evidence(event, &sha256, &out, ports)?)
    };
    shell.look(save).await.map(|()| true)
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
    let asked = evidence(&shell, Act::Attest, form.with_files).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let attest = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.attest(&form, files, ports).map_err(CommandError::from)
    };
    shell.look(attest).await.map(Some)
}

#[tauri::command]
pub async fn annual_review(shell: State<'_, Shell>) -> Answer<AnnualReview> {
    shell.look(|open, ports| open.annual_review(ports)).await
}

/// The text of a new version, where the step hands one in, with the workspace that it was asked for; none where
/// the person cancelled.
async fn drafted(shell: &Shell, step: &StepForm) -> Answer<Option<(Which, Option<PathBuf>)>> {
    let wants_file = matches!(
        step,
        StepForm::Draft {
            no_change: false,
            ..
        }
    );
    let ask = move |shell: &Shell| {
        if !wants_file {
            return Ok(Some((shell.check_may(Act::Look)?, None)));
        }
        let which = shell.check_may(Act::PreparePolicyReview)?;
        let file = shell.ask_one(&Question::OpenProfile)?;
        Ok(file.map(|file| (which, Some(file))))
    };
    shell.run(ask).await
}

#[tauri::command]
pub async fn policy_review_step(
    shell: State<'_, Shell>,
    step: StepForm,
) -> Answer<Option<AnnualReview>> {
    let Some((which, file)) = drafted(&shell, &step).await? else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let take = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.policy_review_step(&step, file, ports)
            .map_err(CommandError::from)
    };
    shell.look(take).await.map(Some)
}
