//! What people decide on the screens: post-change reviews, attestations, the review of the policy.

use std::path::{Path, PathBuf};

use changeproof_reports::pack::PageSize;

use super::OpenWorkspace;
use crate::annual_review::{self, ClauseDecided, Closing, Draft, OpenOptions};
use crate::attestations::{self, NewAttestation};
use crate::decisions::attachment;
use crate::error::AppError;
use crate::kept_here::{self, Move, Register};
use crate::policy_triggers::{self, NewTrigger, TriggerDecided};
use crate::ports::Ports;
use crate::post_change_reviews::{self, NewReview, QueueOptions};
use crate::wire::annual_review::{AnnualReview, StepForm};
use crate::wire::attestation::{AttestationForm, AttestationRecorded};
use crate::wire::kept_here::KeptHereList;
use crate::wire::post_change_review::{ReviewForm, ReviewQueue, ReviewRecorded};

impl OpenWorkspace {
    /// The same ports for whoever opened the workspace.
    pub(super) fn for_its_person<'p>(&self, ports: &Ports<'p>) -> Ports<'p> {
        let mut ports = ports.clone();
        ports.signed_in = ports.signed_in.or_else(|| self.signed_in.clone());
        ports
    }

    /// The emergencies of the open period, and all that still need a review.
    ///
    /// # Errors
    ///
    /// [`AppError::Cancelled`], or what the store says.
    pub fn review_queue(&self, ports: &Ports<'_>) -> Result<ReviewQueue, AppError> {
        let options = QueueOptions {
            period: Some(self.current().period),
        };
        post_change_reviews::queue(&self.path, &options, &self.for_its_person(ports))
    }

    /// Records a review.
    ///
    /// # Errors
    ///
    /// As for [`post_change_reviews::record`].
    pub fn record_review(
        &self,
        form: &ReviewForm,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<ReviewRecorded, AppError> {
        let form = form.clone();
        let new = NewReview {
            change: form.change,
            held_on: form.held_on,
            outcome: form.outcome,
            cause: form.cause,
            code_read: form.code_read,
            code_read_by: form.code_read_by,
            follow_up: form.follow_up,
            attendees: form.attendees,
            evidence,
        };
        post_change_reviews::record(&self.path, &new, &self.for_its_person(ports))
    }

    /// Writes the review that an event tells of as a PDF of one page.
    ///
    /// # Errors
    ///
    /// As for [`post_change_reviews::paper`].
    pub fn save_review(&self, event: i64, out: &Path, ports: &Ports<'_>) -> Result<(), AppError> {
        let ports = self.for_its_person(ports);
        post_change_reviews::paper(&self.path, event, PageSize::A4, out, &ports).map(drop)
    }

    /// The name under which a file that a decision names can be saved. It may come from another system: here it is a
    /// name alone, and leads to no folder.
    ///
    /// # Errors
    ///
    /// A refusal where the event names no such file, or what the store says.
    pub fn evidence_name(&self, event: i64, sha256: &str) -> Result<String, AppError> {
        let file = self.reading(|reader| Ok(attachment::named(reader, event, sha256)?.file))?;
        Ok(file.replace(['/', '\\', ':'], "_"))
    }

    /// Writes a copy of a file that a decision names.
    ///
    /// # Errors
    ///
    /// A refusal where the event names no such file, what cannot be written, or what the store says.
    pub fn save_evidence(
        &self,
        event: i64,
        sha256: &str,
        out: &Path,
        ports: &Ports<'_>,
    ) -> Result<(), AppError> {
        attachment::save(&self.path, event, sha256, out, &self.for_its_person(ports))
    }

    /// Where registers are kept.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn kept_here(&self, ports: &Ports<'_>) -> Result<KeptHereList, AppError> {
        kept_here::list(&self.path, &self.for_its_person(ports))
    }

    /// Decides that a register is kept here from today on.
    ///
    /// # Errors
    ///
    /// As for [`kept_here::record`].
    pub fn keep_here(
        &self,
        register: Register,
        reason: &str,
        ports: &Ports<'_>,
    ) -> Result<KeptHereList, AppError> {
        let decided = Move {
            register,
            here: true,
            from: None,
            reason: reason.to_owned(),
        };
        kept_here::record(&self.path, &decided, &self.for_its_person(ports))
    }

    /// Records an attestation.
    ///
    /// # Errors
    ///
    /// As for [`attestations::record`].
    pub fn attest(
        &self,
        form: &AttestationForm,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<AttestationRecorded, AppError> {
        let new = NewAttestation {
            control: form.control.clone(),
            subject: form.subject.clone(),
            answer: form.answer.clone(),
            reason: form.reason.clone(),
            evidence,
            ..NewAttestation::default()
        };
        attestations::record(&self.path, &new, &self.for_its_person(ports))
    }

    /// The review of the policy that is open, else the latest.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn annual_review(&self, ports: &Ports<'_>) -> Result<AnnualReview, AppError> {
        annual_review::show(&self.path, &self.for_its_person(ports))
    }

    /// Takes a step of the review of the policy. `file` is the text of a new version.
    ///
    /// # Errors
    ///
    /// As for the steps of [`annual_review`] and [`policy_triggers`].
    pub fn policy_review_step(
        &self,
        step: &StepForm,
        file: Option<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<AnnualReview, AppError> {
        let (path, ports) = (&self.path, &self.for_its_person(ports));
        match step.clone() {
            StepForm::Open => annual_review::open(path, &OpenOptions::default(), ports),
            StepForm::Decide {
                clause,
                decision,
                reason,
            } => {
                let decided = ClauseDecided {
                    clause,
                    decision,
                    reason,
                };
                annual_review::decide(path, &decided, ports)
            }
            StepForm::Draft { reason, .. } => {
                annual_review::draft(path, &Draft { file, reason }, ports)
            }
            StepForm::Approve { reason } => annual_review::approve(path, &reason, ports),
            StepForm::Publish { from } => annual_review::publish(path, from, ports),
            StepForm::Acknowledge => annual_review::acknowledge(path, ports),
            StepForm::Close { actions } => {
                let closing = Closing {
                    actions,
                    abandoned: None,
                };
                annual_review::close(path, &closing, ports)
            }
            StepForm::Abandon { reason } => {
                let closing = Closing {
                    actions: Vec::new(),
                    abandoned: Some(reason),
                };
                annual_review::close(path, &closing, ports)
            }
            StepForm::Trigger { what, on } => {
                let new = NewTrigger {
                    what,
                    on: Some(on),
                    evidence: Vec::new(),
                };
                policy_triggers::record(path, &new, ports)?;
                annual_review::show(path, ports)
            }
            StepForm::DecideTrigger {
                trigger,
                decision,
                reason,
            } => {
                let decided = TriggerDecided {
                    trigger,
                    decision,
                    reason,
                };
                policy_triggers::decide(path, &decided, ports)?;
                annual_review::show(path, ports)
            }
        }
    }
}
