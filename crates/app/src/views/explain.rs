//! One outcome with its sentence and facts: what the drawers show.

use changeproof_controls::catalogue;

use super::{OpenWorkspace, deployment};
use crate::error::AppError;
use crate::ports::Ports;
use crate::results::{control_position, unknown_control};
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

    /// One outcome on what is no deployment, by the id of its subject: an imported file's is its SHA-256.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownControl`] where the control judges no such subject, [`AppError::Cancelled`],
    /// or what the store says.
    pub fn explain_other(
        &self,
        control: &str,
        id: &str,
        ports: &Ports<'_>,
    ) -> Result<OutcomeView, AppError> {
        let evaluated = self.evaluated()?;
        let mut others = evaluated.others.iter();
        let position = others
            .position(|one| one.control == control && one.id == id)
            .ok_or_else(|| unknown_control(control, catalogue()))?;
        let explained = evaluated.explained(&self.path, ports)?;
        deployment::explain_other(&explained, position)
    }
}
