//! One outcome with its sentence and facts: what the drawers show.

use super::{OpenWorkspace, deployment};
use crate::error::AppError;
use crate::ports::Ports;
use crate::results::{control_position, known_control};
use crate::wire::view::deployment::OutcomeView;

impl OpenWorkspace {
    /// One outcome of one deployment.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownDeployment`], [`AppError::UnknownControl`], [`AppError::NotOfDeployments`],
    /// [`AppError::Cancelled`], or what the store says.
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
    /// [`AppError::UnknownControl`], [`AppError::UnknownSubject`] where the control judged no such subject,
    /// [`AppError::Cancelled`], or what the store says.
    pub fn explain_other(
        &self,
        control: &str,
        id: &str,
        ports: &Ports<'_>,
    ) -> Result<OutcomeView, AppError> {
        let evaluated = self.evaluated()?;
        let control = known_control(control)?.id;
        let mut others = evaluated.others.iter();
        let position = others
            .position(|one| one.control == control && one.id == id)
            .ok_or_else(|| AppError::UnknownSubject {
                control,
                id: id.to_owned(),
            })?;
        let explained = evaluated.explained(&self.path, ports)?;
        deployment::explain_other(&explained, position)
    }
}
