//! Change records: which records have no deployment, which are incomplete?

use std::sync::Arc;

use changeproof_controls::OtherSubject;
use changeproof_domain::snapshot::{ChangeKind, Keys, RecordLink, RecordRef, Snapshot, Subject};

use super::OpenWorkspace;
use super::deployment::{linked_words, rule_words};
use super::evaluated::Evaluated;
use super::index::key_of;
use super::origin::Origin;
use crate::change_list::{About, ChangeList};
use crate::error::AppError;
use crate::permission::Act;
use crate::ports::Ports;
use crate::results::Explained;
use crate::wire::view::change_records::{
    ChangeDetails, ChangePage, ChangeQuery, ChangeUse, RecordOutcome,
};

/// The evaluation, its records, and the list made from them.
type Found = (Arc<Evaluated>, Arc<Explained>, Arc<ChangeList>);

/// How many deployments of one record are listed.
const USES: usize = 40;

/// The first link to a record in the texts of a deployment and its changes.
fn link_to(subject: &Subject, about: About) -> Option<&RecordLink> {
    let About::Record(id) = about else {
        return None;
    };
    let of = |keys: &Keys| keys.links.iter().position(|link| link.record == id);
    let changes = subject.change_set.changes.iter().map(|change| &change.keys);
    let mut all = std::iter::once(&subject.keys).chain(changes);
    all.find_map(|keys| of(keys).map(|at| &keys.links[at]))
}

/// The rule that links a deployment to one of its changes, and the record in which that stands.
fn link(snapshot: &Snapshot, subject: &Subject, about: About) -> (String, RecordRef) {
    let own = RecordRef::Deployment(subject.deployment);
    if let Some(link) = link_to(subject, about) {
        return (linked_words(snapshot, link), link.found_in.record);
    }
    let mut changes = subject.change_set.changes.iter();
    let ships = changes.find(|change| match (change.kind, about) {
        (ChangeKind::PullRequest(id), About::PullRequest(of)) => id == of,
        _ => false,
    });
    match ships {
        Some(change) => {
            let record = change.commits.first().map(|(id, _)| RecordRef::Commit(*id));
            (rule_words(snapshot, change), record.unwrap_or(own))
        }
        None => (String::new(), own),
    }
}

/// The outcomes on a record that is judged by itself, the worst first.
fn outcomes(explained: &Explained, about: About) -> Vec<RecordOutcome> {
    let About::Record(id) = about else {
        return Vec::new();
    };
    let all = explained
        .others
        .judged
        .iter()
        .zip(&explained.others.outcomes);
    let of_it = all.filter(|(other, _)| other.subject == OtherSubject::ChangeRecord(id));
    let mut found: Vec<RecordOutcome> = of_it
        .map(|(other, stored)| RecordOutcome {
            control: other.control.id.to_owned(),
            name: other.control.name.to_owned(),
            severity: other.control.severity.label().to_owned(),
            outcome: stored.outcome,
            id: stored.id.clone(),
        })
        .collect();
    found.sort_by_key(|one| one.outcome.rank());
    found
}

impl OpenWorkspace {
    fn change_list(&self, ports: &Ports<'_>) -> Result<Found, AppError> {
        let evaluated = self.evaluated()?;
        let explained = evaluated.explained(&self.path, ports)?;
        let made = || Arc::new(ChangeList::of(&explained));
        let list = evaluated.changes.get_or_init(made).clone();
        Ok((evaluated, explained, list))
    }

    /// A stretch of the tickets and pull requests of the period, the newest first.
    ///
    /// # Errors
    ///
    /// [`AppError::NotEvaluated`], [`AppError::Cancelled`], or what the store says.
    pub fn change_records(
        &self,
        query: &ChangeQuery,
        from: u64,
        limit: u32,
        ports: &Ports<'_>,
    ) -> Result<ChangePage, AppError> {
        let (evaluated, explained, list) = self.change_list(ports)?;
        let found = evaluated.change_lists.get(query, || list.find(query));
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let shown = found.iter().skip(from).take(limit);
        Ok(ChangePage {
            counts: list.counts,
            matched: found.len() as u64,
            rows: shown
                .map(|at| list.row(&explained.loaded.snapshot, *at))
                .collect(),
        })
    }

    /// One of them, with the deployments that rest on it.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownOrigin`] where no row has the key, [`AppError::NotEvaluated`],
    /// [`AppError::Cancelled`], or what the store says.
    pub fn change_record(&self, key: u32, ports: &Ports<'_>) -> Result<ChangeDetails, AppError> {
        let (_, explained, list) = self.change_list(ports)?;
        let at = usize::try_from(key).unwrap_or(usize::MAX);
        let one = list.listed.get(at).ok_or(AppError::UnknownOrigin)?;
        let snapshot = &explained.loaded.snapshot;
        let uses = one.rows.iter().take(USES).map(|row| {
            let subject = &snapshot.subjects[explained.subjects[*row].index()];
            let (link, record) = link(snapshot, subject, one.about);
            let row = &explained.rows[*row];
            ChangeUse {
                deployment: key_of(row),
                at: row.at,
                service: row.service.clone(),
                link,
                origin: Origin::of(snapshot, record).text(),
            }
        });
        let own = match one.about {
            About::Record(id) => RecordRef::ChangeRecord(id),
            About::PullRequest(id) => RecordRef::PullRequest(id),
        };
        Ok(ChangeDetails {
            row: list.row(snapshot, at),
            why: one.why.sentence().to_owned(),
            uses: uses.collect(),
            outside: one.outside,
            outcomes: outcomes(&explained, one.about),
            origin: Origin::of(snapshot, own).text(),
            link_forbidden: self.why_not(Act::DecideLink, ports)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ports::{Cancellation, Unwatched};
    use crate::views::demo;
    use crate::wire::view::change_records::{ChangeRowKind, ChangeState, LackPart};

    fn page(open: &OpenWorkspace, query: &ChangeQuery) -> ChangePage {
        let ports = Ports::system(&Unwatched, Cancellation::default());
        open.change_records(query, 0, u32::MAX, &ports).unwrap()
    }

    #[test]
    fn every_deployment_of_a_deployed_change_leads_back_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports::system(&Unwatched, Cancellation::default());
        let open = demo::make(&folder.path().join("demo.changeproof"), &ports).unwrap();
        let all = page(&open, &ChangeQuery::default());
        assert_eq!(all.matched, all.counts.records + all.counts.pull_requests);
        let of_kinds: HashSet<ChangeRowKind> = all.rows.iter().map(|row| row.kind).collect();
        assert_eq!(of_kinds.len(), 2, "tickets and pull requests");
        for row in all.rows.iter().filter(|row| row.deployments > 0).take(60) {
            let details = open.change_record(row.key, &ports).unwrap();
            assert_eq!(details.row.state, ChangeState::Deployed);
            assert!(!details.uses.is_empty(), "{}", row.label);
            for used in details.uses {
                assert!(!used.link.is_empty(), "{}", row.label);
                let deployment = open.deployment(&used.deployment, &ports).unwrap();
                let named = deployment.change_records.contains(&row.label)
                    || deployment
                        .changes
                        .iter()
                        .any(|change| change.label == row.label);
                assert!(named, "{} of {}", row.label, used.deployment);
            }
        }
        let orphans = ChangeQuery {
            states: vec![ChangeState::Orphan],
            ..ChangeQuery::default()
        };
        let orphans = page(&open, &orphans);
        assert_eq!(orphans.matched, all.counts.orphans);
        assert!(
            !orphans.rows.is_empty(),
            "the demo company closes such records"
        );
        for row in orphans.rows {
            assert_eq!((row.deployments, row.status.as_str()), (0, "Closed"));
            let details = open.change_record(row.key, &ports).unwrap();
            assert_eq!((details.uses.len(), details.outside), (0, 0));
            if details.row.kind == ChangeRowKind::ChangeRecord {
                assert_eq!(details.outcomes.len(), 11, "{}", details.row.label);
                for one in details.outcomes {
                    let view = open.explain_other(&one.control, &one.id, &ports).unwrap();
                    assert_eq!(view.outcome, one.outcome);
                    assert!(view.reason.contains(&details.row.label), "{}", view.reason);
                }
            }
        }
        let without_plan = ChangeQuery {
            lacks: vec![LackPart::RollbackPlan],
            ..ChangeQuery::default()
        };
        for row in page(&open, &without_plan).rows {
            let mut lacks = row.lacks.iter();
            assert!(lacks.any(|lack| lack.part == LackPart::RollbackPlan));
        }
    }
}
