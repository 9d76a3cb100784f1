//! Exceptions through the use cases: from a draft to the end.

mod rules;

use std::path::PathBuf;

use changeproof_domain::member::MemberRole;
use changeproof_domain::record::{ExceptionEntry, Record};
use changeproof_domain::time::{DAY, HOUR, Timestamp};
use changeproof_store::Workspace;
use tempfile::TempDir;

use super::*;
use crate::error::AppError;
use crate::ports::{Clock, Ports};
use crate::testing::people::{another, ports, with_officer};
use crate::verify::verify;
use crate::wire::exception::ExceptionLine;

/// A clock that stands.
struct Stands(Timestamp);

impl Clock for Stands {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The same person so much later.
fn later(of: &Ports<'static>, millis: i64) -> Ports<'static> {
    Ports {
        clock: Box::leak(Box::new(Stands(ports().clock.now().plus(millis)))),
        ..of.clone()
    }
}

/// A company with somebody in every part.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) path: PathBuf,
    ana: Ports<'static>,
    pub(crate) rita: Ports<'static>,
    pub(crate) ivo: Ports<'static>,
    pub(crate) nadia: Ports<'static>,
    pia: Ports<'static>,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let (folder, path, ana) = with_officer();
        let one = |id: &str, role| another(&path, &ana, id, &[role]);
        Desk {
            rita: one("rita", MemberRole::Reviewer),
            ivo: one("ivo", MemberRole::Approver),
            nadia: one("nadia", MemberRole::Approver),
            pia: one("pia", MemberRole::PolicyOwner),
            ana,
            path,
            folder,
        }
    }

    /// A request with every part, for a service from an hour from now on.
    pub(crate) fn words(&self) -> ExceptionWords {
        let file = self.folder.path().join("rota.txt");
        std::fs::write(&file, "One engineer on duty.\n").unwrap();
        let now = ports().clock.now();
        let text = |text: &str| Some(text.to_owned());
        ExceptionWords {
            control: text("rev-01"),
            clause: text("2-rev"),
            deviation: text("Reviews are held on the next day"),
            justification: text("One engineer is on duty"),
            scope: Some(Scope::Service("checkout".to_owned())),
            from: Some(When::At(now.plus(HOUR))),
            to: Some(When::At(now.plus(10 * DAY))),
            risk_owner: text("Lena Berg"),
            risk: Some(Risk::Critical),
            residual_risk: text("A fault shows in production first"),
            compensating_controls: text("Each change is watched for an hour"),
            return_plan: text("Two engineers from December"),
            evidence: vec![file],
        }
    }

    pub(crate) fn drafted(&self, words: &ExceptionWords) -> ExceptionLine {
        draft(&self.path, words, &self.rita).unwrap()
    }

    pub(crate) fn submitted(&self, words: &ExceptionWords) -> ExceptionLine {
        let id = self.drafted(words).id;
        submit(&self.path, &id, &self.rita).unwrap()
    }

    pub(crate) fn approves(
        &self,
        of: &ExceptionLine,
        by: &Ports<'_>,
    ) -> Result<ExceptionLine, AppError> {
        approve(&self.path, &approval(of, Level::Approver), by)
    }

    pub(crate) fn granted(&self, words: &ExceptionWords) -> ExceptionLine {
        let line = self.submitted(words);
        self.approves(&line, &self.ivo).unwrap();
        self.approves(&line, &self.nadia).unwrap()
    }

    fn ends(&self, id: &str, how: Ending, by: &Ports<'_>) -> Result<ExceptionLine, AppError> {
        end(&self.path, id, how, "Decided on Monday", by)
    }

    fn state(&self, by: &Ports<'_>) -> String {
        let listed = list(&self.path, None, by).unwrap();
        listed.exceptions.last().unwrap().state.clone()
    }

    /// What controls read.
    fn records(&self) -> Vec<ExceptionEntry> {
        let open = Workspace::open(&self.path).unwrap();
        let all = records(&open.read().unwrap(), i64::MAX).unwrap();
        let entry = |(_, record)| match record {
            Record::ExceptionEntry(entry) => *entry,
            other => panic!("another record: {other:?}"),
        };
        all.into_iter().map(entry).collect()
    }

    fn holds(&self) -> bool {
        verify(&self.path, None, &ports()).unwrap().holds
    }
}

fn approval(of: &ExceptionLine, level: Level) -> NewApproval {
    NewApproval {
        exception: of.id.clone(),
        version: of.version,
        level,
        note: None,
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, AppError>, code: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
}

#[test]
fn an_exception_goes_from_a_draft_to_its_end() {
    let desk = Desk::new();
    let drafted = desk.drafted(&desk.words());
    assert_eq!(
        (drafted.id.as_str(), drafted.state.as_str()),
        ("EX-1", "draft")
    );
    assert_eq!(
        (drafted.control.as_str(), drafted.clause.as_str()),
        ("REV-01", "2-REV")
    );
    assert_eq!(drafted.requested_by, "rita");
    let line = submit(&desk.path, "EX-1", &desk.rita).unwrap();
    assert_eq!(
        (line.state.as_str(), line.waits_for.as_str()),
        ("submitted", "two approvers")
    );
    let line = desk.approves(&line, &desk.ivo).unwrap();
    assert_eq!(
        (line.state.as_str(), line.waits_for.as_str()),
        ("submitted", "another approver")
    );
    assert!(desk.records().is_empty(), "half an approval allows nothing");
    let line = desk.approves(&line, &desk.nadia).unwrap();
    assert_eq!((line.state.as_str(), line.retroactive), ("approved", false));
    let entry = desk.records().pop().unwrap();
    assert_eq!(
        (entry.id.as_str(), entry.scope.text()),
        ("EX-1 v1", "service checkout")
    );
    let by =
        [&entry.approved_by, &entry.second_approver].map(|by| by.value().unwrap().name.clone());
    assert_eq!(by, ["ivo", "nadia"]);
    assert_eq!(desk.state(&later(&desk.rita, 2 * HOUR)), "active");
    assert_eq!(desk.state(&later(&desk.rita, 11 * DAY)), "expired");
    assert!(desk.holds());
}

#[test]
fn an_edit_makes_a_version_that_nobody_approved_and_ends_the_one_before() {
    let desk = Desk::new();
    let line = desk.granted(&desk.words());
    let shorter = ExceptionWords {
        justification: Some("The second engineer is ill".to_owned()),
        ..ExceptionWords::default()
    };
    refused(
        edit(&desk.path, &line.id, &shorter, &desk.ivo),
        "exception_of_another",
    );
    let second = edit(&desk.path, &line.id, &shorter, &desk.rita).unwrap();
    assert_eq!((second.version, second.state.as_str()), (2, "draft"));
    assert_eq!(second.approvals, []);
    let entry = desk.records().pop().unwrap();
    assert_eq!(
        (entry.id.as_str(), entry.ended_at.is_value()),
        ("EX-1 v1", true)
    );
    submit(&desk.path, &line.id, &desk.rita).unwrap();
    refused(desk.approves(&line, &desk.ivo), "exception_version_changed");
    desk.approves(&second, &desk.ivo).unwrap();
    desk.approves(&second, &desk.nadia).unwrap();
    let listed = list(&desk.path, None, &desk.rita).unwrap();
    let states: Vec<_> = { listed.exceptions.iter() }
        .map(|one| (one.version, one.state.as_str()))
        .collect();
    assert_eq!(states, [(1, "superseded"), (2, "approved")]);
    assert_eq!(desk.records().len(), 2, "what was covered before stands");
    assert!(desk.holds());
}

#[test]
fn what_was_decided_stays_in_the_register_and_is_not_decided_again() {
    let desk = Desk::new();
    let line = desk.submitted(&desk.words());
    refused(
        desk.ends("EX-1", Ending::Revoke, &desk.ivo),
        "exception_state",
    );
    refused(
        end(&desk.path, "EX-1", Ending::Reject, " ", &desk.ivo),
        "words_missing",
    );
    let back = desk.ends("EX-1", Ending::Return, &desk.ivo).unwrap();
    assert_eq!(
        (back.state.as_str(), back.reason.as_deref()),
        ("returned", Some("Decided on Monday"))
    );
    refused(desk.approves(&line, &desk.nadia), "exception_state");
    let words = ExceptionWords::default();
    let again = edit(&desk.path, "EX-1", &words, &desk.rita).unwrap();
    refused(
        submit(&desk.path, "EX-1", &desk.ivo),
        "exception_of_another",
    );
    submit(&desk.path, "EX-1", &desk.rita).unwrap();
    let rejected = desk.ends("EX-1", Ending::Reject, &desk.nadia).unwrap();
    assert_eq!(
        (rejected.state.as_str(), rejected.version),
        ("rejected", again.version)
    );
    for refusal in [
        desk.ends("EX-1", Ending::Close, &desk.rita),
        edit(&desk.path, "EX-1", &words, &desk.rita),
        submit(&desk.path, "EX-1", &desk.rita),
    ] {
        refused(refusal, "exception_state");
    }
    refused(
        desk.ends("EX-9", Ending::Close, &desk.rita),
        "exception_unknown",
    );
    let listed = list(&desk.path, Some(State::Rejected), &desk.rita).unwrap();
    assert_eq!(listed.exceptions, [rejected]);
    assert!(desk.records().is_empty());
}

#[test]
fn revoking_and_closing_act_from_their_moment_on_and_what_expired_is_over() {
    let desk = Desk::new();
    let revoked = desk.granted(&desk.words());
    refused(
        desk.ends(&revoked.id, Ending::Revoke, &desk.rita),
        "not_allowed",
    );
    let at = later(&desk.ivo, DAY);
    let line = desk.ends(&revoked.id, Ending::Revoke, &at).unwrap();
    assert_eq!(line.state, "revoked");
    let ended = desk.records().pop().unwrap().ended_at;
    assert_eq!(ended.value().unwrap().at, line.ended_at.unwrap());
    let closed = desk.granted(&ExceptionWords {
        scope: Some(Scope::Service("billing".to_owned())),
        ..desk.words()
    });
    assert_eq!(
        desk.ends(&closed.id, Ending::Close, &desk.ana)
            .unwrap()
            .state,
        "closed"
    );
    let expired = desk.granted(&ExceptionWords {
        scope: Some(Scope::Service("search".to_owned())),
        ..desk.words()
    });
    let (ivo, rita) = (later(&desk.ivo, 20 * DAY), later(&desk.rita, 20 * DAY));
    refused(
        desk.ends(&expired.id, Ending::Revoke, &ivo),
        "exception_over",
    );
    refused(
        desk.ends(&expired.id, Ending::Close, &rita),
        "exception_over",
    );
    let words = ExceptionWords::default();
    refused(
        edit(&desk.path, &expired.id, &words, &rita),
        "exception_over",
    );
}

#[test]
fn an_end_that_comes_near_is_warned_of_thirty_and_seven_days_before() {
    let desk = Desk::new();
    let now = ports().clock.now();
    desk.granted(&ExceptionWords {
        to: Some(When::At(now.plus(80 * DAY))),
        ..desk.words()
    });
    let warning = |days: i64| {
        let listed = list(&desk.path, None, &later(&desk.rita, days * DAY)).unwrap();
        let one = &listed.exceptions[0];
        (one.days_left, one.warning)
    };
    assert_eq!(warning(49), (Some(31), None));
    assert_eq!(warning(50), (Some(30), Some(30)));
    assert_eq!(warning(72), (Some(8), Some(30)));
    assert_eq!(warning(73), (Some(7), Some(7)));
    assert_eq!(warning(81), (None, None), "it is over");
}

#[test]
fn what_whoever_looks_could_do_is_told_with_the_rule_that_forbids_it() {
    let desk = Desk::new();
    desk.submitted(&desk.words());
    let choices = |of: &Ports<'_>| {
        let listed = list(&desk.path, None, of).unwrap();
        let choices = listed.exceptions[0].choices.iter();
        let all = choices.map(|one| (one.action.clone(), one.why_not.is_none()));
        all.collect::<Vec<_>>()
    };
    let of = |all: &[(&str, bool)]| {
        let all = all.iter().map(|(action, may)| ((*action).to_owned(), *may));
        all.collect::<Vec<_>>()
    };
    let decided = [
        ("edit", false),
        ("approve", true),
        ("return", true),
        ("reject", true),
        ("close", true),
    ];
    assert_eq!(choices(&desk.ivo), of(&decided));
    let asked = [
        ("edit", true),
        ("approve", false),
        ("return", false),
        ("reject", false),
        ("close", true),
    ];
    assert_eq!(choices(&desk.rita), of(&asked));
}

#[test]
fn days_are_days_of_the_workspace_and_an_exception_holds_until_the_last_instant() {
    let desk = Desk::new();
    let day = |text: &str| Some(When::Day(text.parse().unwrap()));
    let line = desk.drafted(&ExceptionWords {
        from: day("2025-03-01"),
        to: day("2025-03-02"),
        ..desk.words()
    });
    assert_eq!(line.from.unwrap().to_string(), "2025-03-01T00:00:00Z");
    assert_eq!(line.to.unwrap().to_string(), "2025-03-02T23:59:59.999Z");
}
