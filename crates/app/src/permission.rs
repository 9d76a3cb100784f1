//! Who may do what: one table, asked where something is recorded or read, never by the screens alone.
//!
//! While nobody signs in to a workspace, what was possible without sign-in stays possible, and its events
//! name nobody. Once the first person exists, everything needs a person, whose roles of that day decide.

use std::collections::BTreeSet;

use changeproof_domain::member::{MemberRole, roles_on};
use changeproof_store::Reader;
use chrono::NaiveDate;

use crate::decisions;
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::members::{SignInError, SignedIn, current_key, terms_of};
use crate::ports::Ports;

/// What somebody does with a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Signs in.
    SignIn,
    /// Chooses another passphrase for oneself.
    ChangePassphrase,
    /// Looks at results, records, people, the policy, the log; tries other parameters.
    Look,
    /// Verifies the workspace or a pack.
    Verify,
    /// Imports files, or declares something about them.
    Import,
    /// Decides where a register is kept.
    KeepRegister,
    /// Judges a period.
    Evaluate,
    /// Exports a pack.
    MakePack,
    /// Adds a version of the policy.
    AddPolicyVersion,
    /// Accepts how words of the policy are read.
    AcceptInterpretation,
    /// Adds people, changes their roles, resets a lost passphrase, deactivates.
    LookAfterPeople,
    /// Drafts or submits an exception, or closes one.
    RequestException,
    /// Approves, returns, rejects or revokes an exception.
    DecideException,
    /// Approves, a level above approvers, an exception that extends an extension.
    ApproveExtension,
    /// Records a post-change review.
    ReviewChange,
    /// Attests what a control asks of a person's judgement.
    Attest,
    /// Acknowledges findings, records what was done about them.
    TriageFinding,
    /// Confirms, refuses, adds or cuts a link.
    DecideLink,
    /// Decides whose an account is, or which role a person of the roster had.
    DecideAccount,
    /// Prepares the annual review of the policy: opens it, decides on clauses, drafts, closes it.
    PreparePolicyReview,
    /// Approves and publishes what comes out of it, and decides on the policy after a significant change.
    ReviewPolicy,
    /// Acknowledges what came out of it.
    AcknowledgePolicy,
    /// Draws a sample.
    DrawSample,
}

impl Act {
    /// Everything that can be done.
    pub const ALL: [Act; 23] = [
        Act::SignIn,
        Act::ChangePassphrase,
        Act::Look,
        Act::Verify,
        Act::Import,
        Act::KeepRegister,
        Act::Evaluate,
        Act::MakePack,
        Act::AddPolicyVersion,
        Act::AcceptInterpretation,
        Act::LookAfterPeople,
        Act::RequestException,
        Act::DecideException,
        Act::ApproveExtension,
        Act::ReviewChange,
        Act::Attest,
        Act::TriageFinding,
        Act::DecideLink,
        Act::DecideAccount,
        Act::PreparePolicyReview,
        Act::ReviewPolicy,
        Act::AcknowledgePolicy,
        Act::DrawSample,
    ];

    /// The roles that may do it. Who signed in may always do the first two.
    pub fn allowed(self) -> &'static [MemberRole] {
        use MemberRole::{Approver, Auditor, ComplianceOfficer, PolicyOwner, Reviewer};
        match self {
            Act::SignIn | Act::ChangePassphrase | Act::Look | Act::Verify => &MemberRole::ALL,
            Act::Import
            | Act::KeepRegister
            | Act::Evaluate
            | Act::MakePack
            | Act::LookAfterPeople
            | Act::TriageFinding
            | Act::DecideLink
            | Act::DecideAccount => &[ComplianceOfficer],
            Act::PreparePolicyReview => &[ComplianceOfficer, PolicyOwner],
            Act::AddPolicyVersion
            | Act::AcceptInterpretation
            | Act::ReviewPolicy
            | Act::ApproveExtension => &[PolicyOwner],
            Act::RequestException | Act::Attest | Act::AcknowledgePolicy => {
                &[ComplianceOfficer, Approver, PolicyOwner, Reviewer]
            }
            Act::DecideException => &[Approver],
            Act::ReviewChange => &[Reviewer],
            Act::DrawSample => &[ComplianceOfficer, Auditor],
        }
    }

    /// Whether somebody with a role may do it.
    pub fn is_allowed_to(self, role: MemberRole) -> bool {
        self.allowed().contains(&role)
    }

    /// Whether it asks for a role at all: who has none any more still signs in and changes a passphrase.
    fn needs_role(self) -> bool {
        !matches!(self, Act::SignIn | Act::ChangePassphrase)
    }

    /// Whether it can be done in a workspace without people. Decisions need a person; the version of a
    /// policy and how it is read could always be recorded by name alone, and say so.
    fn without_people(self) -> bool {
        match self {
            Act::Look
            | Act::Verify
            | Act::Import
            | Act::Evaluate
            | Act::MakePack
            | Act::AddPolicyVersion
            | Act::AcceptInterpretation => true,
            Act::SignIn
            | Act::ChangePassphrase
            | Act::KeepRegister
            | Act::LookAfterPeople
            | Act::RequestException
            | Act::DecideException
            | Act::ApproveExtension
            | Act::ReviewChange
            | Act::Attest
            | Act::TriageFinding
            | Act::DecideLink
            | Act::DecideAccount
            | Act::PreparePolicyReview
            | Act::ReviewPolicy
            | Act::AcknowledgePolicy
            | Act::DrawSample => false,
        }
    }

    /// What it is, to stand behind 'may not'.
    pub fn label(self) -> &'static str {
        match self {
            Act::SignIn => "sign in",
            Act::ChangePassphrase => "change a passphrase",
            Act::Look => "look at the workspace",
            Act::Verify => "verify the workspace",
            Act::Import => "import files",
            Act::KeepRegister => "decide where a register is kept",
            Act::Evaluate => "evaluate a period",
            Act::MakePack => "export a pack",
            Act::AddPolicyVersion => "add a version of the policy",
            Act::AcceptInterpretation => "accept an interpretation",
            Act::LookAfterPeople => "look after people",
            Act::RequestException => "request an exception",
            Act::DecideException => "decide on an exception",
            Act::ApproveExtension => "approve an extension as policy owner",
            Act::ReviewChange => "review a change",
            Act::Attest => "attest",
            Act::TriageFinding => "triage findings",
            Act::DecideLink => "decide on links",
            Act::DecideAccount => "decide on accounts",
            Act::PreparePolicyReview => "prepare the review of the policy",
            Act::ReviewPolicy => "decide on the policy",
            Act::AcknowledgePolicy => "acknowledge the policy",
            Act::DrawSample => "draw a sample",
        }
    }

    /// What an event with that action tells of; none of actions that this version does not know.
    pub(crate) fn of_event(action: &str) -> Option<Act> {
        use crate::members::event;
        Some(match action {
            "file_imported" | "source_declared_again" => Act::Import,
            "evaluated" => Act::Evaluate,
            crate::event_log::EXPORTED | crate::event_log::CHECKPOINT => Act::Look,
            crate::pruning::PACK_EXPORTED => Act::MakePack,
            crate::policy::POLICY_VERSION_ADDED => Act::AddPolicyVersion,
            crate::policy::INTERPRETATION_ACCEPTED => Act::AcceptInterpretation,
            event::ADDED | event::ROLES | event::RESET | event::DEACTIVATED => Act::LookAfterPeople,
            event::PASSPHRASE => Act::ChangePassphrase,
            event::SIGN_IN => Act::SignIn,
            other => return decisions::kind_of(other).map(|kind| kind.act),
        })
    }
}

/// The roles of a person on a day.
pub(crate) fn roles_of(
    reader: &Reader<'_>,
    person: &str,
    day: NaiveDate,
) -> Result<Vec<MemberRole>, AppError> {
    Ok(roles_on(&terms_of(reader, person)?, day))
}

/// Whether whoever works may do something now.
///
/// # Errors
///
/// [`SignInError::NeedsPeople`], [`SignInError::Needed`], [`SignInError::Over`],
/// [`SignInError::PassphraseTemporary`], [`SignInError::NotAllowed`].
pub(crate) fn check(reader: &Reader<'_>, act: Act, ports: &Ports<'_>) -> Result<(), AppError> {
    let day = || Ok(ports.clock.now().date_in(workspace_zone(reader)?));
    check_person(reader, act, ports.signed_in.as_deref(), day)
}

/// Why whoever works may not do something now, as a sentence; none where it is allowed.
///
/// # Errors
///
/// What the store says.
pub(crate) fn forbidden(
    reader: &Reader<'_>,
    act: Act,
    ports: &Ports<'_>,
) -> Result<Option<String>, AppError> {
    match check(reader, act, ports) {
        Ok(()) => Ok(None),
        Err(AppError::SignIn(why)) => Ok(Some(why.to_string())),
        Err(error) => Err(error),
    }
}

/// The same for a person and a day.
pub(crate) fn check_person(
    reader: &Reader<'_>,
    act: Act,
    signed_in: Option<&SignedIn>,
    day: impl FnOnce() -> Result<NaiveDate, AppError>,
) -> Result<(), AppError> {
    let Some(person) = signed_in else {
        return match (reader.has_members()?, act.without_people()) {
            (true, _) => Err(SignInError::Needed.into()),
            (false, true) => Ok(()),
            (false, false) => Err(SignInError::NeedsPeople { act: act.label() }.into()),
        };
    };
    let temporary = still_signs(reader, person)?;
    if temporary && act != Act::SignIn && act != Act::ChangePassphrase {
        return Err(SignInError::PassphraseTemporary.into());
    }
    if !act.needs_role() {
        return Ok(());
    }
    let roles = roles_of(reader, person.id(), day()?)?;
    if roles.iter().any(|role| act.is_allowed_to(*role)) {
        return Ok(());
    }
    Err(SignInError::NotAllowed {
        person: person.name().to_owned(),
        act: act.label(),
        allowed: words(act.allowed()),
        has: match roles.as_slice() {
            [] => "no role today".to_owned(),
            roles => words(roles),
        },
    }
    .into())
}

/// Whether the key of somebody who signed in still signs, and whether its passphrase is another person's
/// choice.
fn still_signs(reader: &Reader<'_>, person: &SignedIn) -> Result<bool, AppError> {
    match current_key(reader, person.id())? {
        Some(key) if key.public_key == person.public_key() => Ok(key.temporary),
        Some(_) | None => Err(SignInError::Over {
            person: person.name().to_owned(),
        }
        .into()),
    }
}

/// Roles in words.
pub(crate) fn words(roles: &[MemberRole]) -> String {
    let labels: BTreeSet<&str> = roles.iter().map(|role| role.label()).collect();
    labels.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_looks_verifies_and_draws_samples_and_nothing_else() {
        let may: Vec<Act> = Act::ALL
            .into_iter()
            .filter(|act| act.is_allowed_to(MemberRole::Auditor))
            .collect();
        assert_eq!(
            may,
            [
                Act::SignIn,
                Act::ChangePassphrase,
                Act::Look,
                Act::Verify,
                Act::DrawSample
            ]
        );
    }

    #[test]
    fn whoever_approves_exceptions_is_an_approver_and_everything_has_somebody() {
        assert_eq!(Act::DecideException.allowed(), [MemberRole::Approver]);
        for act in Act::ALL {
            assert!(!act.allowed().is_empty(), "{act:?}");
        }
    }
}
