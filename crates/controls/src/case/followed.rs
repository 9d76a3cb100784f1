//! Failures that an evaluation showed, and what was done about them.

use changeproof_domain::field::Field;
use changeproof_domain::snapshot::{
    FindingKey, Findings, FollowUp, FollowUpStep, Held, ShownFinding, SourceId,
};
use changeproof_domain::source::Place;
use changeproof_domain::time::{MINUTE, Timestamp};
use chrono::NaiveDate;

use super::{START, World};

/// The failure that cases are about: the review of the clean change.
fn key() -> FindingKey {
    key_of("3")
}

/// The same of another deployment.
fn key_of(deployment: &str) -> FindingKey {
    FindingKey {
        control: "REV-01".to_owned(),
        kind: "deployment".to_owned(),
        source: "github".to_owned(),
        id: deployment.to_owned(),
    }
}

fn at(minutes: i64) -> Timestamp {
    START.plus(minutes * MINUTE)
}

fn held<T>(record: T) -> Held<T> {
    Held {
        record: Box::new(record),
        source: SourceId(0),
        place: Place::default(),
    }
}

impl World {
    /// What evaluations showed, and what was done about it.
    pub fn findings(&self) -> Findings {
        Findings::of(
            self.shown.iter().cloned().map(held).collect(),
            self.follow_ups.iter().cloned().map(held).collect(),
        )
    }

    /// An evaluation so many minutes after the start showed the review as a failure.
    pub(crate) fn shown(&mut self, minutes: i64) {
        self.shown.push(ShownFinding {
            key: key(),
            at: at(minutes),
            event: 7,
        });
    }

    /// The same, of a change that nobody reviewed and that an exception covers.
    pub(crate) fn unreviewed_and_shown_excepted(&mut self, minutes: i64) {
        self.pull_request().reviews = Field::Value(Vec::new());
        self.shown(minutes);
    }

    /// The same where the exception is for another control.
    pub(crate) fn unreviewed_and_shown(&mut self, minutes: i64) {
        self.unreviewed_and_shown_excepted(minutes);
        self.exception().controls = Field::Value(vec!["TRC-01".to_owned()]);
    }

    /// The change was rolled back and deployed again, and the failure was shown of both deployments.
    pub(crate) fn deployed_again_and_shown(&mut self, minutes: i64) {
        self.revert_later(60);
        self.deploy_anew(120);
        self.shown.push(ShownFinding {
            key: key_of("5"),
            at: at(minutes),
            event: 7,
        });
        self.unreviewed_and_shown(minutes);
    }

    pub(crate) fn reviews_not_exported(&mut self) {
        self.pull_request().reviews = Field::NotExported;
    }

    fn follow_up(&mut self, minutes: i64, step: FollowUpStep) {
        self.follow_ups.push(FollowUp {
            key: key(),
            at: at(minutes),
            step,
        });
    }

    fn acknowledge_as(&mut self, minutes: i64, words: Option<&str>) {
        let step = FollowUpStep::Acknowledged {
            owner: "Lena Ortiz".to_owned(),
            due: NaiveDate::from_ymd_opt(2025, 4, 1).unwrap_or_default(),
            cause: words.map(str::to_owned),
            action: words.map(str::to_owned),
        };
        self.follow_up(minutes, step);
    }

    /// It has an owner and a date.
    pub(crate) fn acknowledge(&mut self, minutes: i64) {
        self.acknowledge_as(minutes, None);
    }

    /// It has an owner, a date, a cause and an action.
    pub(crate) fn acknowledge_with_plan(&mut self, minutes: i64) {
        self.acknowledge_as(
            minutes,
            Some("The branch had no protection; it has some now."),
        );
    }

    pub(crate) fn remediate(&mut self, minutes: i64) {
        let step = FollowUpStep::Remediated {
            cause: "The branch had no protection.".to_owned(),
            action: "It has some now.".to_owned(),
            on: NaiveDate::from_ymd_opt(2025, 3, 11).unwrap_or_default(),
        };
        self.follow_up(minutes, step);
    }

    pub(crate) fn reopen(&mut self, minutes: i64) {
        let reason = "The protection was taken away again.".to_owned();
        self.follow_up(minutes, FollowUpStep::Reopened { reason });
    }
}
