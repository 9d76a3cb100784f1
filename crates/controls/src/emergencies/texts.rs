//! The texts in which the cause of an emergency may be named, and where they stand.

use changeproof_domain::outcome::Fact;
use changeproof_domain::record::PullRequest;
use changeproof_domain::snapshot::{
    ChangeKind, ChangeRecordId, KeyPlace, PullRequestId, RecordRef,
};

use crate::context::ChangeName;
use crate::implementation::Implementation;
use crate::shared::linked_records::changes_under;

/// Where a text stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    record: RecordRef,
    field: &'static str,
    /// The position among the commits that a pull request lists.
    commit: Option<usize>,
}

impl Place {
    /// The record with the text, within a sentence.
    pub(super) fn holder(&self, cx: &Implementation<'_>) -> String {
        let name = |kind| ChangeName {
            snapshot: cx.snapshot,
            kind,
        };
        match self.record {
            RecordRef::ChangeRecord(id) => cx.record(id).key.clone(),
            RecordRef::PullRequest(id) => format!("{:#}", name(ChangeKind::PullRequest(id))),
            RecordRef::Commit(id) => format!("{:#}", name(ChangeKind::Commit(id))),
            _ => "the deployment".to_owned(),
        }
    }

    /// The words for the text behind the record: `its description`.
    pub(super) fn words(&self) -> String {
        let field = match self.field {
            "body" => "text",
            "head_branch" => "branch name",
            field => field,
        };
        match self.commit {
            Some(_) => "the message of a commit".to_owned(),
            None => format!("its {}", field.replace('_', " ")),
        }
    }

    /// The text, as a fact.
    pub(super) fn fact(&self, cx: &Implementation<'_>) -> Option<Fact> {
        let text = || self.text(cx).unwrap_or_default().to_owned();
        match self.commit {
            None => cx.fact(self.record, self.field, text),
            Some(at) => cx.fact(
                self.record,
                format_args!("commits[{at}].{}", self.field),
                text,
            ),
        }
    }

    fn text<'a>(&self, cx: &Implementation<'a>) -> Option<&'a str> {
        let snapshot = cx.snapshot;
        Some(match (self.record, self.field) {
            (RecordRef::ChangeRecord(id), "title") => cx.record(id).title.text(),
            (RecordRef::ChangeRecord(id), "justification") => cx.record(id).justification.text(),
            (RecordRef::ChangeRecord(id), _) => cx.record(id).description.text(),
            (RecordRef::PullRequest(id), field) => {
                let of: &'a PullRequest = &snapshot.pull_requests[id.index()].record;
                match (self.commit, field) {
                    (Some(at), "headline") => of.commits.items().get(at)?.headline.text(),
                    (Some(at), _) => of.commits.items().get(at)?.body.text(),
                    (None, "title") => of.title.text(),
                    (None, "head_branch") => of.head_branch.text(),
                    (None, _) => of.body.text(),
                }
            }
            (RecordRef::Commit(id), _) => &snapshot.commits[id.index()].message,
            (RecordRef::Deployment(id), _) => snapshot.deployments[id.index()].record.notes.text(),
            _ => return None,
        })
    }
}

/// The place of a key.
pub(super) fn place_of(found: &KeyPlace) -> Place {
    Place {
        record: found.record,
        field: found.field,
        commit: None,
    }
}

/// The texts in which a cause may be named: of the record, of the changes that rest on it with their
/// commits, and of the deployment.
pub(super) fn texts<'a>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
) -> impl Iterator<Item = (Place, &'a str)> {
    let text = |record, field, text| {
        let commit = None;
        let place = Place {
            record,
            field,
            commit,
        };
        (place, text)
    };
    let record = cx.record(id);
    let own = [
        ("title", &record.title),
        ("description", &record.description),
        ("justification", &record.justification),
    ]
    .map(|(field, of)| text(RecordRef::ChangeRecord(id), field, of.text()));
    let of_changes = changes_under(cx, id).flat_map(move |change| {
        let own = match change.kind {
            ChangeKind::PullRequest(id) => Some(id),
            ChangeKind::Commit(_) => None,
        };
        let of_pull_request = own.into_iter().flat_map(|id| {
            texts_of_pull_request(id, &cx.snapshot.pull_requests[id.index()].record)
        });
        let messages = change.commits.iter().map(move |(id, _)| {
            let message = cx.snapshot.commits[id.index()].message.as_str();
            text(RecordRef::Commit(*id), "message", message)
        });
        of_pull_request.chain(messages)
    });
    let subject = cx.deployed().map(|of| of.subject);
    let notes = subject.into_iter().flat_map(move |subject| {
        let deployments = [&subject.deployment].into_iter();
        let all = deployments.chain(&subject.also_in).chain(&subject.attempts);
        all.map(move |id| {
            text(
                RecordRef::Deployment(*id),
                "notes",
                cx.attempt(*id).notes.text(),
            )
        })
    });
    own.into_iter().chain(of_changes).chain(notes)
}

fn texts_of_pull_request(
    id: PullRequestId,
    of: &PullRequest,
) -> impl Iterator<Item = (Place, &str)> {
    let text = move |commit, field, text| {
        let record = RecordRef::PullRequest(id);
        let place = Place {
            record,
            field,
            commit,
        };
        (place, text)
    };
    let own = [
        ("title", &of.title),
        ("body", &of.body),
        ("head_branch", &of.head_branch),
    ]
    .map(|(field, of)| text(None, field, of.text()));
    let messages = of.commits.items().iter().enumerate();
    let messages = messages.flat_map(move |(at, commit)| {
        [
            text(Some(at), "headline", commit.headline.text()),
            text(Some(at), "body", commit.body.text()),
        ]
    });
    own.into_iter().chain(messages)
}
