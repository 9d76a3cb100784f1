//! Agrees as a second person with a decision on a link.

use std::path::{Path, PathBuf};

use changeproof_store::Workspace;

use super::decide::{check_had_no_part, subject};
use super::event::{SECONDED, all, waits};
use crate::decisions::attachment;
use crate::decisions::known_to_writer;
use crate::decisions::second::{Seconded, check_may_second, nothing_to_second};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::link::LinkDecided;

/// Agrees as a second person with a decision that reaches into days that were evaluated: it counts from then on.
///
/// # Errors
///
/// A refusal where no such decision waits, whoever agrees decided it, signs in by a passphrase that the first
/// person chose, or had a part in the change; what a person may not do, or what the store says.
pub fn second(
    workspace: &Path,
    decision: i64,
    evidence: &[PathBuf],
    ports: &Ports<'_>,
) -> Result<LinkDecided, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DecideLink, ports)?;
    let evidence = attachment::read(evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let decided = all(&writer, i64::MAX)?;
    let mut waiting = decided.iter().filter(|one| waits(&decided, one));
    let one = waiting.find(|one| one.recorded.sequence == decision);
    let one = &one.ok_or_else(|| nothing_to_second(decision))?.recorded;
    check_may_second(&writer, &loaded, &one.person, ports)?;
    let told = &one.told;
    let (at, _) = subject(&loaded.snapshot, &told.deployment, Some(&told.source))?;
    check_had_no_part(&loaded.snapshot, at, (told.kind, &told.target), ports)?;
    let agreed = Seconded {
        decision,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::DecideLink, SECONDED, &agreed, ports)?;
    writer.commit()?;
    Ok(LinkDecided {
        event: head.sequence,
        source: told.source.clone(),
        deployment: told.deployment.clone(),
        kind: told.kind.id(),
        target: told.target.clone(),
        verdict: told.verdict.id(),
        before: told.before.clone(),
        waits_for_second: false,
    })
}
