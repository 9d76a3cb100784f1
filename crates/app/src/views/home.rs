//! Home: what needs me today?
//!
//! A list of sources: each area of the app says what waits in it, for whom and until when. A new area adds
//! its function to [`AREAS`].

mod agreed;
mod areas;
mod decided;
#[cfg(test)]
mod tests;

use changeproof_domain::member::MemberRole;
use changeproof_domain::text::folded;
use changeproof_store::Reader;
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::OpenWorkspace;
use super::packs::newest_pack;
use crate::error::AppError;
use crate::event_words::label;
use crate::loaded::workspace_zone;
use crate::members::SignedIn;
use crate::permission::{Act, roles_of};
use crate::ports::Ports;
use crate::wire::view::home::{HomeItem, HomeView, PackSince};
use crate::words::{grouped, list};

/// What an area looks at.
struct Desk<'d> {
    open: &'d OpenWorkspace,
    reader: &'d Reader<'d>,
    ports: &'d Ports<'d>,
    zone: Tz,
    today: NaiveDate,
    /// Who looks, with the roles of today; none without sign-in.
    person: Option<(&'d SignedIn, Vec<MemberRole>)>,
}

impl Desk<'_> {
    /// Whether something is a matter of whoever looks. Without sign-in it is everybody's.
    fn may(&self, act: Act) -> bool {
        let person = self.person.as_ref();
        person.is_none_or(|(_, roles)| roles.iter().any(|role| act.is_allowed_to(*role)))
    }

    /// Whether words name whoever looks, by the name to sign in with or the whole name.
    fn is_me(&self, words: &str) -> bool {
        let words = folded(words);
        let person = self.person.as_ref();
        person.is_some_and(|(me, _)| [me.id(), me.name()].map(folded).contains(&words))
    }
}

/// What waits in an area.
type Area = fn(&Desk<'_>) -> Result<Vec<Waiting>, AppError>;

/// Something that waits, and whether it waits for whoever looks.
struct Waiting {
    mine: bool,
    item: HomeItem,
}

/// All areas, in the order in which what has no date is shown.
const AREAS: &[Area] = &[
    areas::imports,
    areas::outdated,
    decided::exceptions,
    decided::reviews,
    decided::findings,
    agreed::decisions,
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
            let zone = workspace_zone(reader)?;
            let today = ports.clock.now().date_in(zone);
            let signed_in = ports.signed_in.as_deref();
            let person = signed_in
                .map(|person| Ok::<_, AppError>((person, roles_of(reader, person.id(), today)?)))
                .transpose()?;
            let desk = Desk {
                open: self,
                reader,
                ports,
                zone,
                today,
                person,
            };
            let mut items = Vec::new();
            let mut others = 0_u64;
            for area in AREAS {
                for waiting in area(&desk)? {
                    match waiting.mine {
                        true => items.push(waiting.item),
                        false => others += waiting.item.number,
                    }
                }
            }
            items.sort_by_key(|item| item.due.unwrap_or(NaiveDate::MAX));
            Ok(HomeView {
                today,
                person: signed_in.map(|person| person.name().to_owned()),
                roles: { desk.person.iter() }
                    .flat_map(|(_, roles)| roles)
                    .map(|role| role.label().to_owned())
                    .collect(),
                items,
                others,
                last_pack: last_pack(reader)?,
            })
        })
    }
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
        .map(|(name, number)| match number {
            1 => name.clone(),
            number => format!("{name} ({})", grouped(*number)),
        })
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
