//! Outcomes on what is no deployment: each imported file, the period as a whole, the policy, each exception,
//! and each change record that was carried out without a deployment.

use changeproof_controls::{
    Control, Evidence, OldestOriginal, OriginalState, OtherSubject, catalogue,
};
use changeproof_domain::calendar::Days;
use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, OtherOutcome, Reader, StoreError};

use crate::error::AppError;
use crate::loaded::{Loaded, damaged};
use crate::period::Period;
use crate::wire::result::OtherSubjectRef;

/// A control with one of its subjects that is no deployment.
#[derive(Clone, Copy)]
pub(crate) struct Other {
    pub(crate) control: &'static Control,
    pub(crate) subject: OtherSubject,
}

/// What was judged beside deployments.
pub(crate) struct Others {
    /// The days that it was judged for.
    pub(crate) period: Period,
    /// What opening the file with the oldest records showed.
    pub(crate) oldest: OriginalState,
    pub(crate) judged: Vec<Other>,
    /// The outcomes as they are stored; same positions.
    pub(crate) outcomes: Vec<OtherOutcome>,
}

/// What was loaded, as controls judge it as a whole.
pub(crate) fn evidence(
    loaded: &Loaded,
    period: Period,
    as_of: Timestamp,
    oldest: OriginalState,
) -> Evidence<'_> {
    let days = Days {
        from: period.from,
        to: period.to,
    };
    let oldest = loaded.oldest.map(|source| OldestOriginal {
        source,
        state: oldest,
    });
    Evidence::new(&loaded.snapshot, days, as_of, oldest).knowing(loaded.undeployed())
}

/// Judges everything beside deployments, in the order of the catalogue, files by SHA-256.
pub(crate) fn judged(
    loaded: &Loaded,
    period: Period,
    as_of: Timestamp,
    oldest: OriginalState,
) -> Others {
    let evidence = evidence(loaded, period, as_of, oldest);
    let (mut judged, mut outcomes) = (Vec::new(), Vec::new());
    for control in catalogue() {
        for subject in evidence.subjects(control) {
            let Some(verdict) = evidence.verdict(control, subject) else {
                continue;
            };
            let about = reference(&evidence, subject);
            outcomes.push(OtherOutcome {
                control: control.id.to_owned(),
                kind: about.kind.to_owned(),
                source: about.source,
                id: about.id,
                name: about.name,
                at: about.at,
                outcome: verdict.outcome,
                overlays: verdict.overlays,
            });
            judged.push(Other { control, subject });
        }
    }
    Others {
        period,
        oldest,
        judged,
        outcomes,
    }
}

/// A subject as results name it. When a file was imported is no part of it: results do not depend on
/// that.
fn reference(evidence: &Evidence<'_>, of: OtherSubject) -> OtherSubjectRef {
    let snapshot = evidence.snapshot;
    let days = evidence.days;
    let (source, id) = evidence.identity(of);
    let (name, at) = match of {
        OtherSubject::Import(id) => (snapshot.sources[id.index()].file.clone(), None),
        OtherSubject::Period => (format!("{} to {}", days.from, days.to), None),
        OtherSubject::Policy => (snapshot.policy.newest().name.clone(), None),
        OtherSubject::Exception(id) => {
            let exception = &snapshot.registers.exceptions[id.index()];
            let from = exception.from.value().map(|from| from.at);
            (exception.id.clone(), from)
        }
        OtherSubject::Finding(id) => {
            let key = &snapshot.findings.shown[id.index()].key;
            let deployment = snapshot.findings.deployment(key);
            let at = deployment.map(|id| snapshot.subjects[id.index()].at);
            (format!("{} on {}", key.control, key.id), at)
        }
        OtherSubject::ChangeRecord(record) => {
            let carried_out = evidence.undeployed_at(record).and_then(|of| of.at);
            (id.clone(), carried_out.map(|at| at.at))
        }
    };
    OtherSubjectRef {
        kind: of.kind(),
        source,
        id,
        name,
        at,
    }
}

/// The subject of a stored outcome.
pub(crate) fn subject_of(other: Other, stored: &OtherOutcome) -> OtherSubjectRef {
    OtherSubjectRef {
        kind: other.subject.kind(),
        source: stored.source.clone(),
        id: stored.id.clone(),
        name: stored.name.clone(),
        at: stored.at,
    }
}

/// Opens the file with the oldest records.
pub(crate) fn state_of_oldest(
    reader: &Reader<'_>,
    loaded: &Loaded,
) -> Result<OriginalState, AppError> {
    let Some(oldest) = loaded.oldest else {
        return Ok(OriginalState::Intact);
    };
    let sha256: Digest = loaded.snapshot.sources[oldest.index()]
        .sha256
        .parse()
        .map_err(|_| StoreError::Damaged("a file has no SHA-256".to_owned()))?;
    Ok(if reader.original_is_intact(sha256)? {
        OriginalState::Intact
    } else {
        OriginalState::Broken
    })
}

/// Judges again what an evaluation judged beside deployments. Whether the oldest file opened is as the
/// evaluation saw it: what became of the stored bytes since is no part of it.
pub(crate) fn judged_again(
    loaded: &Loaded,
    period: Period,
    as_of: Timestamp,
    stored: &[OtherOutcome],
) -> Others {
    let whole = judged(loaded, period, as_of, OriginalState::Intact);
    if whole.outcomes == stored {
        return whole;
    }
    let broken = judged(loaded, period, as_of, OriginalState::Broken);
    if broken.outcomes == stored {
        broken
    } else {
        whole
    }
}

/// Says that a stored outcome is not what the records say.
pub(crate) fn contradicted(stored: &OtherOutcome) -> AppError {
    damaged(&format!(
        "says {} for {} on {}, but its records say otherwise",
        stored.outcome, stored.control, stored.name
    ))
}
