//! Makes a workspace.

use std::path::Path;

use changeproof_store::{Company, EventDraft, StoreError, Workspace};
use serde_json::json;

use crate::error::AppError;
use crate::ports::Ports;
use crate::wire::workspace::WorkspaceMade;
use crate::zone::zone_named;

/// What a new workspace is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitOptions {
    /// The company's name; may be empty.
    pub entity: String,
    /// Its zone, as an IANA name.
    pub zone: String,
}

/// Makes a workspace.
///
/// # Errors
///
/// [`AppError::UnknownZone`], or what the store says: an existing file is never touched.
pub fn init(
    path: &Path,
    options: &InitOptions,
    ports: &Ports<'_>,
) -> Result<WorkspaceMade, AppError> {
    make(path, options, false, ports)
}

/// Makes a workspace, and notes where it is that of the made-up demo company.
pub(crate) fn make(
    path: &Path,
    options: &InitOptions,
    demo: bool,
    ports: &Ports<'_>,
) -> Result<WorkspaceMade, AppError> {
    let zone = zone_named(&options.zone)?;
    let company = Company {
        entity: options.entity.trim().to_owned(),
        zone: zone.name().to_owned(),
        created_at: ports.clock.now(),
    };
    let mut payload = json!({
        "entity": company.entity,
        "zone": company.zone,
        "app_version": crate::APP_VERSION,
    });
    if demo {
        payload["demo"] = json!(true);
    }
    let event = EventDraft {
        at: company.created_at,
        person: None,
        action: "workspace_created",
        payload: serde_json::to_string(&payload).map_err(StoreError::from)?,
    };
    Workspace::create(path, &company, event)?;
    Ok(WorkspaceMade {
        workspace: path.to_owned(),
        entity: company.entity,
        zone: company.zone,
        created_at: company.created_at,
    })
}
