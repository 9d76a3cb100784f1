//! One outcome with its sentence and facts: what the drawers show.

use changeproof_controls::registry;

use super::{OpenWorkspace, deployment};
use crate::error::AppError;
use crate::ports::Ports;
use crate::wire::view::deployment::OutcomeView;

impl OpenWorkspace {
    /// One outcome of one deployment.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownDeployment`], [`AppError::UnknownControl`], [`AppError::Cancelled`], or what
    /// the store says.
    pub fn explain(
        &self,
        deployment: &str,
        control: &str,
        ports: &Ports<'_>,
    ) -> Result<OutcomeView, AppError> {
        let evaluated = self.evaluated()?;
        let position = evaluated.position(deployment)?;
        let mut controls = registry().iter();
        let control = controls
            .position(|known| known.id.eq_ignore_ascii_case(control))
            .ok_or_else(|| {
                let known: Vec<&str> = registry().iter().map(|control| control.id).collect();
                AppError::UnknownControl {
                    id: control.to_owned(),
                    known: known.join(", "),
                }
            })?;
        let explained = evaluated.explained(&self.path, ports)?;
        deployment::explain(&explained, position, control)
    }
}
