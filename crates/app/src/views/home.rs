//! Home: what needs me today?
//!
//! A list of sources: each area of the app says what waits in it, for whom and until when. A new area adds
//! its function to [`AREAS`].

mod areas;

use changeproof_domain::member::MemberRole;
use changeproof_store::Reader;
use chrono::NaiveDate;

use super::OpenWorkspace;
use super::packs::newest_pack;
use crate::error::AppError;
use crate::event_words::label;
use crate::loaded::workspace_zone;
use crate::permission::{Act, roles_of};
use crate::ports::Ports;
use crate::wire::view::home::{HomeItem, HomeView, PackSince};
use crate::words::{counted, list};

/// What an area looks at.
struct Desk<'d> {
    open: &'d OpenWorkspace,
    reader: &'d Reader<'d>,
    ports: &'d Ports<'d>,
    today: NaiveDate,
}

/// What waits in an area.
type Area = fn(&Desk<'_>) -> Result<Vec<Waiting>, AppError>;

/// Something that waits, with what whoever does it has to be allowed.
struct Waiting {
    act: Act,
    item: HomeItem,
}

/// All areas, in the order in which what has no date is shown.
const AREAS: &[Area] = &[
    areas::imports,
    areas::outdated,
    areas::policy,
    areas::pending,
    areas::samples,
];

impl OpenWorkspace {
    /// What waits for whoever looks, by its date; and what changed since the last pack.
    ///
    /// # Errors
    ///
    /// [`AppError::Cancelled`], or what the store says.
    pub fn home(&self, ports: &Ports<'_>) -> Result<HomeView, AppError> {
        self.reading_apart(|reader| {
            let today = ports.clock.now().date_in(workspace_zone(reader)?);
            let person = ports.signed_in.as_deref();
            let roles = person
                .map(|person| roles_of(reader, person.id(), today))
                .transpose()?;
            let desk = Desk {
                open: self,
                reader,
                ports,
                today,
            };
            let mut items = Vec::new();
            let mut others = 0_u64;
            for area in AREAS {
                for waiting in area(&desk)? {
                    match concerns(roles.as_deref(), waiting.act) {
                        true => items.push(waiting.item),
                        false => others += 1,
                    }
                }
            }
            items.sort_by_key(|item| item.due.unwrap_or(NaiveDate::MAX));
            Ok(HomeView {
                today,
                person: person.map(|person| person.name().to_owned()),
                roles: roles
                    .iter()
                    .flatten()
                    .map(|role| role.label().to_owned())
                    .collect(),
                items,
                others,
                last_pack: last_pack(reader)?,
            })
        })
    }
}

/// Whether something is a matter of these roles. Without sign-in it is everybody's.
fn concerns(roles: Option<&[MemberRole]>, act: Act) -> bool {
    roles.is_none_or(|roles| roles.iter().any(|role| act.is_allowed_to(*role)))
}

/// The newest pack, and what happened since.
fn last_pack(reader: &Reader<'_>) -> Result<Option<PackSince>, AppError> {
    let Some((event, row)) = newest_pack(reader)? else {
        return Ok(None);
    };
    let later = reader.events(event + 1, reader.head()?.sequence)?;
    let mut kinds: Vec<(String, u64)> = Vec::new();
    for event in later
        .iter()
        .filter(|event| event.action != crate::members::event::SIGN_IN)
    {
        let name = label(&event.action);
        match kinds.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => kinds.push((name, 1)),
        }
    }
    let newest = reader.evaluation_of(row.period.from, row.period.to)?;
    let since: Vec<String> = kinds
        .iter()
        .map(|(name, count)| counted(*count, name, name))
        .collect();
    Ok(Some(PackSince {
        pack_id: row.pack_id,
        kind: row.kind,
        period: row.period,
        prepared_at: row.prepared_at,
        prepared_by: row.prepared_by,
        results_changed: newest.is_some_and(|newest| {
            (newest.head.from, newest.head.to) == (row.period.from, row.period.to)
                && newest.head.results_hash.to_string() != row.results_hash
        }),
        since: match since.is_empty() {
            true => None,
            false => Some(list(&since)),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_concerns_whoever_may_do_it_and_everybody_where_nobody_signs_in() {
        assert!(concerns(None, Act::Import));
        assert!(concerns(
            Some(&[MemberRole::ComplianceOfficer]),
            Act::Import
        ));
        assert!(!concerns(Some(&[MemberRole::Auditor]), Act::Import));
        assert!(concerns(Some(&[MemberRole::Auditor]), Act::DrawSample));
        assert!(!concerns(Some(&[]), Act::Import), "no role today");
    }
}
