//! What is known when a decision is recorded: some rules need all records and not the log alone.

use changeproof_store::{Workspace, Writer};

use crate::error::AppError;
use crate::loaded::{Loaded, load_known, workspace_zone};
use crate::ports::Ports;

/// The step that a decision is recorded in, and everything that is known when it begins. The records are
/// loaded before it, so that nobody waits for that; and once more where somebody recorded something meanwhile.
///
/// # Errors
///
/// What the store says, or [`AppError::Cancelled`].
pub(crate) fn known_to_writer<'w>(
    open: &'w mut Workspace,
    ports: &Ports<'_>,
) -> Result<(Writer<'w>, Loaded), AppError> {
    let (before, loaded) = {
        let reader = open.read()?;
        let head = reader.head()?.sequence;
        let zone = workspace_zone(&reader)?;
        (head, load_known(&reader, head, zone, ports)?)
    };
    let writer = open.write()?;
    let head = writer.head()?.sequence;
    if head == before {
        return Ok((writer, loaded));
    }
    let zone = workspace_zone(&writer)?;
    let loaded = load_known(&writer, head, zone, ports)?;
    Ok((writer, loaded))
}
