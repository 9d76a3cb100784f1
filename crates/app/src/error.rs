//! What can go wrong, in words for people, with a code for programs.

use std::path::PathBuf;

use changeproof_store::StoreError;
use chrono::NaiveDate;
use serde_json::{Value, json};
use thiserror::Error;

use crate::decisions::Refusal;
use crate::members::SignInError;

/// Who has to act on an error; the command's exit code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The call itself is wrong.
    Usage,
    /// A file that was given cannot be used.
    Input,
    /// The workspace cannot be used, or lacks what was asked for.
    Workspace,
    /// Somebody asked to stop.
    Cancelled,
}

/// An error of a use case. It says what is wrong; what to do about it in the terms of the command or
/// of the screens, those say.
#[derive(Debug, Error)]
pub enum AppError {
    /// The workspace.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing in, or what a person may do.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A decision that a rule forbids.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such zone.
    #[error("'{0}' is not a time zone. Give an IANA name such as Europe/Berlin, or UTC.")]
    UnknownZone(String),
    /// The workspace names a zone that this version does not know.
    #[error("The workspace has the time zone '{0}', which this version does not know.")]
    WorkspaceZone(String),
    /// The first day lies behind the last.
    #[error("The period ends on {to}, before it begins on {from}. Give the earlier day first.")]
    PeriodReversed {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// A day in a year that nobody means.
    #[error(
        "{day} lies before 1990 or after 2100. Check the year of the first and of the last day."
    )]
    PeriodOutOfRange {
        /// The day.
        day: NaiveDate,
    },
    /// More than ten years.
    #[error(
        "{from} to {to} is more than ten years. Choose at most ten years, and look at longer times one by one."
    )]
    PeriodTooLong {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// One row count for several files.
    #[error(
        "--expect says how many rows one file has, but {0} files were given. Import them one by one."
    )]
    ExpectWithSeveralFiles(usize),
    /// No such format.
    #[error("'{id}' is not a format. Known formats are: {known}.")]
    UnknownFormat {
        /// What was asked for.
        id: String,
        /// Ids of all formats.
        known: String,
    },
    /// No such control.
    #[error("'{id}' is not a control. Known controls are: {known}.")]
    UnknownControl {
        /// What was asked for.
        id: String,
        /// Ids of all controls.
        known: String,
    },
    /// A control whose outcomes are on no deployment.
    #[error(
        "{id} does not judge deployments but {judges}. 'changeproof results WORKSPACE --control {id}' shows its outcomes."
    )]
    NotOfDeployments {
        /// The control.
        id: &'static str,
        /// What it judges, in words.
        judges: &'static str,
    },
    /// A control did not judge that.
    #[error(
        "{control} has no outcome on {id}. Look at the results again: the workspace may have been evaluated since."
    )]
    UnknownSubject {
        /// The control.
        control: &'static str,
        /// What was asked for.
        id: String,
    },
    /// No such parameter.
    #[error("'{name}' is not a parameter. Parameters are: {known}.")]
    UnknownParameter {
        /// What was asked for.
        name: String,
        /// Names of all parameters.
        known: String,
    },
    /// A parameter cannot have that value.
    #[error("'{value}' is no value of {name}. {how}")]
    BadParameter {
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
        /// How to write it, as a sentence.
        how: String,
    },
    /// A policy profile cannot be used.
    #[error("{} is no policy profile:\n{}", path.display(), faults.join("\n"))]
    BadProfile {
        /// The file.
        path: PathBuf,
        /// What is wrong, each with its place.
        faults: Vec<String>,
    },
    /// A version of the policy would begin before the one before it.
    #[error(
        "Version {version} of the policy is in force from {since} on, so that the next one cannot begin on {from}. Give {since} or a later day."
    )]
    PolicyTooEarly {
        /// The day that was given.
        from: NaiveDate,
        /// The version before.
        version: u32,
        /// Its first day.
        since: NaiveDate,
    },
    /// No such version of the policy.
    #[error("There is no version {version} of the policy. The newest is {newest}.")]
    UnknownPolicyVersion {
        /// What was asked for.
        version: u32,
        /// The newest.
        newest: u32,
    },
    /// No such interpretation.
    #[error("'{id}' is not an interpretation. Those in force today are: {known}.")]
    UnknownInterpretation {
        /// What was asked for.
        id: String,
        /// Ids of all interpretations.
        known: String,
    },
    /// An interpretation was accepted before.
    #[error("{id} was accepted by {by} on {on}. Nothing was recorded.")]
    AcceptedAlready {
        /// The interpretation.
        id: String,
        /// Who accepted it.
        by: String,
        /// When.
        on: NaiveDate,
    },
    /// A decision without a reason.
    #[error("The reason is empty. Say why in a sentence: it is printed in packs.")]
    NoReason,
    /// A decision of nobody.
    #[error("The name is empty. Say who decided.")]
    NoName,
    /// Nothing was evaluated yet.
    #[error("Nothing was evaluated in this workspace yet.")]
    NotEvaluated {
        /// The workspace.
        workspace: PathBuf,
    },
    /// No evaluation holds the period.
    #[error("No evaluation covers {from} to {to}.")]
    PeriodNotEvaluated {
        /// The workspace.
        workspace: PathBuf,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// The stored outcomes are not what this version would find.
    #[error(
        "The latest evaluation was made by version {made_by}, whose controls differ from those of this version ({this}). The period has to be evaluated again."
    )]
    EvaluatedByOtherVersion {
        /// The workspace.
        workspace: PathBuf,
        /// The version that evaluated.
        made_by: String,
        /// This version.
        this: String,
        /// The first day of the evaluation.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// No such deployment in the open period.
    #[error(
        "The deployment {key} is not among those of {from} to {to}. It may lie outside the period, or the workspace was evaluated again since."
    )]
    UnknownDeployment {
        /// What was asked for.
        key: String,
        /// The first day of the period.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// Several deployments have that id, or brought that change.
    #[error("Several deployments go by {id}. Name one of them with its source: {keys}.")]
    AmbiguousDeployment {
        /// What was asked for.
        id: String,
        /// What names each of them.
        keys: String,
    },
    /// Text that names no place in an imported file.
    #[error(
        "The place in the imported files cannot be shown: the workspace holds no such file. Open the deployment again."
    )]
    UnknownOrigin,
    /// A file could not be written.
    #[error("{} could not be written: {source}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is another one than a person looked at.
    #[error("The file changed since you looked at it. Look again before importing.")]
    FileChanged,
    /// One file was given twice in different terms.
    #[error(
        "{file} has the same bytes as {same_as}, but is described otherwise. Describe both the same way, or leave one of them out."
    )]
    DescribedTwice {
        /// The later file of the call.
        file: String,
        /// The earlier one.
        same_as: String,
    },
    /// A file could not be read.
    #[error("{} could not be read: {source}. Check the path and the permissions.", path.display())]
    NotRead {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Results could not be handed on.
    #[error("The results could not be written: {0}")]
    Output(#[from] std::io::Error),
    /// The pack could not be made.
    #[error("The pack could not be made: {0}")]
    Report(String),
    /// Somebody asked to stop.
    #[error("Stopped. The workspace is as it was before.")]
    Cancelled,
}

impl AppError {
    /// Who has to act on it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            AppError::SignIn(error) => error.kind(),
            AppError::Refused(_) => ErrorKind::Usage,
            AppError::UnknownZone(_)
            | AppError::PeriodReversed { .. }
            | AppError::PeriodOutOfRange { .. }
            | AppError::PeriodTooLong { .. }
            | AppError::ExpectWithSeveralFiles(_)
            | AppError::UnknownFormat { .. }
            | AppError::UnknownControl { .. }
            | AppError::NotOfDeployments { .. }
            | AppError::UnknownSubject { .. }
            | AppError::UnknownParameter { .. }
            | AppError::BadParameter { .. }
            | AppError::UnknownDeployment { .. }
            | AppError::AmbiguousDeployment { .. }
            | AppError::UnknownOrigin
            | AppError::PolicyTooEarly { .. }
            | AppError::UnknownPolicyVersion { .. }
            | AppError::UnknownInterpretation { .. }
            | AppError::AcceptedAlready { .. }
            | AppError::NoReason
            | AppError::NoName
            | AppError::NotWritten { .. } => ErrorKind::Usage,
            AppError::NotRead { .. }
            | AppError::FileChanged
            | AppError::BadProfile { .. }
            | AppError::DescribedTwice { .. } => ErrorKind::Input,
            AppError::Store(_)
            | AppError::WorkspaceZone(_)
            | AppError::NotEvaluated { .. }
            | AppError::PeriodNotEvaluated { .. }
            | AppError::EvaluatedByOtherVersion { .. }
            | AppError::Output(_)
            | AppError::Report(_) => ErrorKind::Workspace,
            AppError::Cancelled => ErrorKind::Cancelled,
        }
    }

    /// The code for programs. A code stays what it means.
    pub fn code(&self) -> &'static str {
        match self {
            AppError::Store(error) => store_code(error),
            AppError::SignIn(error) => error.code(),
            AppError::Refused(refusal) => refusal.code,
            AppError::UnknownZone(_) => "unknown_zone",
            AppError::WorkspaceZone(_) => "workspace_zone_unknown",
            AppError::PeriodReversed { .. } => "period_reversed",
            AppError::PeriodOutOfRange { .. } => "period_out_of_range",
            AppError::PeriodTooLong { .. } => "period_too_long",
            AppError::ExpectWithSeveralFiles(_) => "expect_with_several_files",
            AppError::UnknownFormat { .. } => "unknown_format",
            AppError::UnknownControl { .. } => "unknown_control",
            AppError::NotOfDeployments { .. } => "not_of_deployments",
            AppError::UnknownSubject { .. } => "unknown_subject",
            AppError::UnknownParameter { .. } => "unknown_parameter",
            AppError::BadParameter { .. } => "bad_parameter",
            AppError::UnknownDeployment { .. } => "unknown_deployment",
            AppError::AmbiguousDeployment { .. } => "ambiguous_deployment",
            AppError::UnknownOrigin => "unknown_origin",
            AppError::BadProfile { .. } => "bad_policy_profile",
            AppError::PolicyTooEarly { .. } => "policy_too_early",
            AppError::UnknownPolicyVersion { .. } => "unknown_policy_version",
            AppError::UnknownInterpretation { .. } => "unknown_interpretation",
            AppError::AcceptedAlready { .. } => "accepted_already",
            AppError::NoReason => "reason_missing",
            AppError::NoName => "name_missing",
            AppError::NotEvaluated { .. } => "not_evaluated",
            AppError::PeriodNotEvaluated { .. } => "period_not_evaluated",
            AppError::EvaluatedByOtherVersion { .. } => "evaluated_by_other_version",
            AppError::NotWritten { .. } => "file_not_written",
            AppError::NotRead { .. } => "file_not_read",
            AppError::FileChanged => "file_changed",
            AppError::DescribedTwice { .. } => "file_described_twice",
            AppError::Output(_) => "output_failed",
            AppError::Report(_) => "pack_failed",
            AppError::Cancelled => "cancelled",
        }
    }

    /// What a program may want to know beside the message: an object, possibly empty.
    pub fn details(&self) -> Value {
        match self {
            AppError::SignIn(error) => error.details(),
            AppError::Refused(refusal) => refusal.details.clone(),
            AppError::Store(StoreError::Missing { path })
            | AppError::Store(StoreError::Exists { path })
            | AppError::Store(StoreError::NotAWorkspace { path })
            | AppError::NotWritten { path, .. }
            | AppError::NotRead { path, .. } => json!({ "path": path }),
            AppError::Store(StoreError::NewerSchema { path, found, known }) => {
                json!({ "path": path, "schema": found, "known": known })
            }
            AppError::PeriodReversed { from, to } | AppError::PeriodTooLong { from, to } => {
                json!({ "from": from, "to": to })
            }
            AppError::PeriodOutOfRange { day } => json!({ "day": day }),
            AppError::PeriodNotEvaluated {
                workspace,
                from,
                to,
            } => json!({ "workspace": workspace, "from": from, "to": to }),
            AppError::NotEvaluated { workspace } => json!({ "workspace": workspace }),
            AppError::EvaluatedByOtherVersion { made_by, this, .. } => {
                json!({ "made_by": made_by, "this": this })
            }
            AppError::BadProfile { path, faults } => json!({ "path": path, "faults": faults }),
            AppError::PolicyTooEarly { from, since, .. } => {
                json!({ "from": from, "since": since })
            }
            AppError::UnknownPolicyVersion { version, newest } => {
                json!({ "version": version, "newest": newest })
            }
            AppError::UnknownFormat { id, .. }
            | AppError::UnknownInterpretation { id, .. }
            | AppError::AcceptedAlready { id, .. }
            | AppError::UnknownControl { id, .. }
            | AppError::AmbiguousDeployment { id, .. } => {
                json!({ "id": id })
            }
            AppError::NotOfDeployments { id, judges } => json!({ "id": id, "judges": judges }),
            AppError::UnknownSubject { control, id } => json!({ "control": control, "id": id }),
            AppError::UnknownParameter { name, .. } | AppError::BadParameter { name, .. } => {
                json!({ "parameter": name })
            }
            AppError::DescribedTwice { file, same_as } => {
                json!({ "file": file, "same_as": same_as })
            }
            AppError::UnknownDeployment { key, .. } => json!({ "deployment": key }),
            AppError::UnknownZone(zone) | AppError::WorkspaceZone(zone) => {
                json!({ "zone": zone })
            }
            _ => json!({}),
        }
    }
}

fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::Missing { .. } => "workspace_missing",
        StoreError::Exists { .. } => "workspace_exists",
        StoreError::NotAWorkspace { .. } => "not_a_workspace",
        StoreError::NewerSchema { .. } => "workspace_newer",
        StoreError::OpenElsewhere => "workspace_open_elsewhere",
        StoreError::Damaged(_) => "workspace_damaged",
        StoreError::File { .. }
        | StoreError::Json(_)
        | StoreError::Record(_)
        | StoreError::Compression(_)
        | StoreError::Database(_)
        | StoreError::Migration(_) => "workspace_failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_without_the_terms_of_the_command() {
        let day = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
        let workspace = PathBuf::from("company.changeproof");
        let errors = [
            AppError::NotEvaluated {
                workspace: workspace.clone(),
            },
            AppError::PeriodNotEvaluated {
                workspace: workspace.clone(),
                from: day,
                to: day,
            },
            AppError::EvaluatedByOtherVersion {
                workspace: workspace.clone(),
                made_by: "1".to_owned(),
                this: "2".to_owned(),
                from: day,
                to: day,
            },
            StoreError::Missing { path: workspace }.into(),
            StoreError::Damaged("a".to_owned()).into(),
        ];
        for error in errors {
            let said = error.to_string();
            assert!(!said.contains("Run '") && !said.contains("--"), "{said}");
        }
    }
}
