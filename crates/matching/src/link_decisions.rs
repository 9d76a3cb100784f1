//! What people decided about links, worked into the snapshot: what was confirmed or added counts like what a
//! record says, and what was cut does not.

use changeproof_domain::snapshot::{
    ChangeRecordId, KeyPlace, LinkDecision, LinkDecisionId, LinkTargetKind, LinkVerdict,
    RecordLink, RecordRef, RunAddress, Snapshot, Subject,
};
use hashbrown::HashMap;

/// Whether a decision makes a link count, or takes away what records say; none where it refuses a suggestion,
/// which says nothing of what records may say later.
fn makes(verdict: LinkVerdict) -> Option<bool> {
    match verdict {
        LinkVerdict::Confirmed | LinkVerdict::Added => Some(true),
        LinkVerdict::Cut => Some(false),
        LinkVerdict::Refused => None,
    }
}

/// The name of the field of a decision that names what was linked.
pub(crate) const FIELD: &str = "target";

fn decisions(
    snapshot: &Snapshot,
    kind: LinkTargetKind,
) -> impl Iterator<Item = (LinkDecisionId, &LinkDecision)> {
    let all = snapshot.link_decisions.iter().enumerate();
    all.filter(move |(_, one)| one.kind == kind)
        .map(|(at, one)| (at.into(), &*one.record))
}

/// Runs that were decided to be, or not to be, what made a deployment. Goes before deployments become subjects,
/// since a named run is found by its address.
pub(crate) fn runs(snapshot: &mut Snapshot) {
    let mut decided = Vec::new();
    for (id, one) in decisions(snapshot, LinkTargetKind::PipelineRun) {
        let run = snapshot.runs.iter().find(|run| run.id == one.target);
        let deployments = snapshot.deployments.iter().enumerate();
        let own = deployments.filter(|(_, of)| {
            of.record.source.id() == one.source && of.record.id == one.deployment
        });
        for (at, _) in own {
            let record = RecordRef::LinkDecision(id);
            match (&snapshot.endings[at].run_address, makes(one.verdict), run) {
                // A field that names no run says that there was none; no decision fills it.
                (RunAddress::NotExported, Some(true), Some(run)) => {
                    let address = match run.url.value() {
                        Some(url) => url.clone(),
                        None => format!("/{}/runs/{}", run.repository.text(), run.id),
                    };
                    decided.push((at, RunAddress::Found(address, record)));
                }
                (RunAddress::Found(address, _), Some(false), Some(run)) => {
                    let is_same = run.url.value() == Some(address)
                        || address.contains(&format!("/runs/{}", run.id));
                    if is_same {
                        decided.push((at, RunAddress::Empty(record)));
                    }
                }
                (
                    RunAddress::NotExported | RunAddress::Empty(_) | RunAddress::Found(..),
                    Some(true | false) | None,
                    _,
                ) => {}
            }
        }
    }
    for (at, address) in decided {
        snapshot.endings[at].run_address = address;
    }
}

/// Change records that were decided to be, or not to be, behind a deployment. Goes before their uses are
/// counted.
pub(crate) fn change_records(snapshot: &Snapshot, subjects: &mut [Subject]) {
    if snapshot.link_decisions.is_empty() {
        return;
    }
    let by_key: HashMap<String, ChangeRecordId> = snapshot
        .change_records
        .iter()
        .enumerate()
        .map(|(at, record)| (record.key.to_uppercase(), at.into()))
        .collect();
    let mut decided = Vec::new();
    for (id, one) in decisions(snapshot, LinkTargetKind::ChangeRecord) {
        let (Some(record), Some(holds)) =
            (by_key.get(&one.target.to_uppercase()), makes(one.verdict))
        else {
            continue;
        };
        let own = subjects.iter().enumerate().filter(|(_, subject)| {
            let mut records = subject.also_in.iter().chain([&subject.deployment]);
            records.any(|id| {
                let deployment = &snapshot.deployments[id.index()].record;
                deployment.source.id() == one.source && deployment.id == one.deployment
            })
        });
        decided.extend(own.map(|(at, _)| (at, id, *record, holds)));
    }
    for (at, id, record, holds) in decided {
        let key = snapshot.change_records[record.index()].key.clone();
        let subject = &mut subjects[at];
        if holds {
            if !subject.records().contains(&record) {
                subject.keys.links.push(RecordLink {
                    record,
                    key,
                    found_in: KeyPlace {
                        record: RecordRef::LinkDecision(id),
                        field: FIELD,
                    },
                });
            }
            continue;
        }
        subject.keys.links.retain(|link| link.record != record);
        for change in &mut subject.change_set.changes {
            change.keys.links.retain(|link| link.record != record);
        }
    }
}
