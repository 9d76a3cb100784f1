//! Time zones by their names.

use chrono_tz::Tz;

use crate::error::AppError;

/// The zone of that IANA name.
///
/// # Errors
///
/// [`AppError::UnknownZone`].
pub(crate) fn zone_named(name: &str) -> Result<Tz, AppError> {
    name.parse()
        .map_err(|_| AppError::UnknownZone(name.to_owned()))
}
