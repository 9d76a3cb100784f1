//! Lists the versions of the policy, and the interpretations of one of them.

use std::path::Path;

use changeproof_domain::policy::Profile;
use changeproof_store::Workspace;
use chrono_tz::Tz;

use super::acceptances::{Acceptances, values};
use super::{PolicyVersion, differences, of_versions, versions};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy::{
    AcceptedLine, InterpretationLine, InterpretationList, ParameterLine, PolicyList,
    PolicyVersionLine,
};

/// All versions, the first first, each with what differs from the one before.
///
/// # Errors
///
/// What the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<PolicyList, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let zone = workspace_zone(&reader)?;
    let all = versions(&reader, i64::MAX)?;
    let policy = of_versions(&all, zone);
    let in_force = policy.at(ports.clock.now()).number;
    Ok(PolicyList {
        workspace: workspace.to_owned(),
        zone: zone.name().to_owned(),
        versions: version_lines(&all, in_force, zone),
    })
}

/// The versions, the first first, each with what differs from the one before.
pub(crate) fn version_lines(
    all: &[PolicyVersion],
    in_force: u32,
    zone: Tz,
) -> Vec<PolicyVersionLine> {
    let lines = all.iter().enumerate().map(|(at, one)| {
        let before = at.checked_sub(1).map(|before| &all[before]);
        line(one, before, in_force, zone)
    });
    lines.collect()
}

fn line(
    one: &PolicyVersion,
    before: Option<&PolicyVersion>,
    in_force: u32,
    zone: Tz,
) -> PolicyVersionLine {
    let recorded = one.recorded_at;
    PolicyVersionLine {
        version: one.number,
        name: one.profile.name.clone(),
        from: one.from(),
        in_force: one.number == in_force,
        reason: one.profile.reason.clone(),
        by: one.by.clone(),
        signed_in: one.signed_in,
        recorded_at: recorded,
        recorded_after_its_first_day: match (recorded, one.from()) {
            (Some(at), Some(from)) => at.date_in(zone) > from,
            _ => false,
        },
        sha256: one.sha256().to_string(),
        differences: before.map_or_else(Vec::new, |before| differences::between(before, one)),
    }
}

/// The interpretations of the version in force today, each with who accepted it.
///
/// # Errors
///
/// What the store says.
pub fn interpretations(
    workspace: &Path,
    ports: &Ports<'_>,
) -> Result<InterpretationList, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let zone = workspace_zone(&reader)?;
    let all = versions(&reader, i64::MAX)?;
    let number = of_versions(&all, zone).at(ports.clock.now()).number;
    let profile = super::profile_of(&all, number);
    let accepted = Acceptances::until(&reader, i64::MAX)?;
    Ok(InterpretationList {
        workspace: workspace.to_owned(),
        version: number,
        interpretations: lines(profile, &accepted, zone),
    })
}

/// The interpretations of a profile.
pub(crate) fn lines(
    profile: &Profile,
    accepted: &Acceptances,
    zone: Tz,
) -> Vec<InterpretationLine> {
    let line = |one: &changeproof_domain::policy::Interpretation| InterpretationLine {
        id: one.id.clone(),
        clause: one.clause.clone(),
        words: one.words.clone(),
        reading: one.reading.clone(),
        parameters: values(one, profile)
            .into_iter()
            .map(|(name, value)| ParameterLine { name, value })
            .collect(),
        controls: one.controls.clone(),
        accepted: accepted.of(one, profile).map(|by| AcceptedLine {
            on: by.on.date(zone),
            by: by.by,
            reason: by.reason,
        }),
    };
    profile.interpretations.iter().map(line).collect()
}
