//! One outcome with its sentence and facts: what the drawers show.

use super::{OpenWorkspace, deployment};
use crate::error::AppError;
use crate::ports::Ports;
use crate::results::control_position;
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
        let control = control_position(control)?;
        let explained = evaluated.explained(&self.path, ports)?;
        deployment::explain(&explained, position, control)
    }
}
