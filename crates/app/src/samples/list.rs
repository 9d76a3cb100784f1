//! Lists the draws.

use std::path::Path;

use changeproof_store::Workspace;

use super::register::Register;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::sample::SampleDraw;

/// All draws, in the order in which they were made.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<SampleDraw>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let register = Register::until(&reader, i64::MAX)?;
    let draws = register.draws.iter();
    Ok(draws.map(|draw| SampleDraw::of(draw, &register)).collect())
}
