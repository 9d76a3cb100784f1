//! The year's plan: when each service is deployed, and which scenario happens then. The shape is that
//! of a real year: working days and hours, a freeze in late December, months and teams in which more
//! goes wrong.

use super::calendar::Moment;
use super::random::Stream;
use super::scenario::{Card, Kind, Season, all};
use super::services::Service;

/// One planned scenario.
#[derive(Clone, Copy)]
pub struct Slot {
    /// Start of its first production deployment.
    pub start: Moment,
    /// Index of the service.
    pub service: usize,
    /// What happens.
    pub card: &'static Card,
}

/// Minutes between the end of one scenario of a service and the next one.
const PAUSE: i64 = 20;
/// Share of the judged deployments that are findings, in permille.
const FINDINGS: usize = 180;
/// How busy each weekday is, Monday first.
const WEEKDAYS: [u32; 7] = [90, 115, 118, 110, 62, 4, 3];
/// How busy each month is, January first.
const MONTHS: [u32; 12] = [80, 95, 118, 100, 98, 104, 76, 64, 108, 116, 124, 96];
/// How much goes wrong in each month, January first.
const TROUBLE: [u32; 12] = [80, 70, 150, 90, 80, 75, 110, 70, 85, 130, 210, 100];
/// How busy each hour of the day is (UTC).
const HOURS: [u32; 24] = [
    0, 0, 0, 0, 0, 1, 3, 14, 40, 70, 95, 80, 45, 85, 100, 80, 50, 22, 9, 5, 3, 2, 1, 0,
];

/// Plans a year with exactly `deployments` judged production deployments.
pub fn plan(random: &mut Stream, services: &[Service], year: i64, deployments: usize) -> Vec<Slot> {
    let (findings, others) = deal(random, deployments);
    let mut slots = draw_slots(random, services, year, findings.len() + others.len());
    let mut free = vec![true; slots.len()];
    for card in findings {
        place(random, &mut slots, &mut free, services, card, true);
    }
    // Scenarios that need a certain tool first, the others take what is left.
    let (choosy, easy): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|card| card.tool.is_some() || card.tracker.is_some() || card.of_infrastructure);
    for card in choosy {
        place(random, &mut slots, &mut free, services, card, false);
    }
    let left = free
        .iter()
        .enumerate()
        .filter(|(_, free)| **free)
        .map(|(index, _)| index);
    for (index, card) in left.collect::<Vec<_>>().into_iter().zip(easy) {
        slots[index].card = card;
    }
    for slot in &mut slots {
        slot.start = seasonal(random, slot, year);
    }
    space_out(&mut slots, services.len(), year);
    slots
}

/// Deals the cards: each scenario once where there is room, the rest by weight.
fn deal(random: &mut Stream, deployments: usize) -> (Vec<&'static Card>, Vec<&'static Card>) {
    let wanted = deployments * FINDINGS / 1_000;
    let findings = deal_kind(random, Kind::Finding, wanted);
    let judged: usize = findings.iter().map(|card| card.judged).sum();
    let mut others = deal_kind(random, Kind::Followed, deployments.saturating_sub(judged));
    let pending = all()
        .into_iter()
        .find(|card| card.season == Season::YearEnd);
    if let Some(pending) = pending {
        // One deployment in 300 is an emergency of the last days.
        for place in others.iter_mut().rev().take(deployments / 300) {
            if place.judged == 1 {
                *place = pending;
            }
        }
    }
    random.shuffle(&mut others);
    (findings, others)
}

fn deal_kind(random: &mut Stream, kind: Kind, wanted: usize) -> Vec<&'static Card> {
    let cards: Vec<&'static Card> = all().into_iter().filter(|card| card.kind == kind).collect();
    let weights: Vec<u32> = cards.iter().map(|card| card.weight).collect();
    let mut dealt = Vec::new();
    let mut judged = 0;
    let mut once: Vec<&'static Card> = cards.clone();
    random.shuffle(&mut once);
    while judged < wanted {
        let card = once
            .pop()
            .unwrap_or_else(|| cards[random.weighted(&weights)]);
        if judged + card.judged <= wanted {
            judged += card.judged;
            dealt.push(card);
        }
    }
    dealt
}

fn draw_slots(random: &mut Stream, services: &[Service], year: i64, count: usize) -> Vec<Slot> {
    let first = Moment::midnight(year, 1, 1);
    let days = Moment::midnight(year + 1, 1, 1).minutes_since(first) / 1_440;
    let day_weights: Vec<u32> = (0..days)
        .map(|day| busyness(first.plus_days(day)))
        .collect();
    let service_weights: Vec<u32> = services.iter().map(|service| service.busyness).collect();
    let any = all()[0];
    (0..count)
        .map(|_| {
            let day = first.plus_days(random.weighted(&day_weights) as i64);
            let hour = random.weighted(&HOURS) as i64;
            let second = random.between(0, 3_600);
            let start = day.plus_minutes(hour * 60).plus_seconds(second);
            Slot {
                start,
                service: random.weighted(&service_weights),
                card: any,
            }
        })
        .collect()
}

fn busyness(day: Moment) -> u32 {
    let (_, month, date) = day.date();
    let frozen = (month == 12 && date >= 20) || (month == 1 && date == 1);
    let weight = WEEKDAYS[day.weekday() as usize] * MONTHS[month as usize - 1] / 10;
    if frozen { weight / 40 } else { weight }
}

/// Puts `card` into a free slot that fits; a finding rather where more goes wrong.
fn place(
    random: &mut Stream,
    slots: &mut [Slot],
    free: &mut [bool],
    services: &[Service],
    card: &'static Card,
    trouble: bool,
) {
    for _ in 0..200 {
        let index = random.index(slots.len());
        let service = &services[slots[index].service];
        if !free[index] || !card.fits(service) {
            continue;
        }
        let (_, month, _) = slots[index].start.date();
        let affinity = service.carelessness * TROUBLE[month as usize - 1] / 100;
        if !trouble || random.chance(affinity) {
            free[index] = false;
            slots[index].card = card;
            return;
        }
    }
    let first_fit = (0..slots.len()).find(|i| free[*i] && card.fits(&services[slots[*i].service]));
    // Where no service fits, a free slot moves to one that does.
    let index = first_fit.or_else(|| {
        let index = (0..slots.len()).find(|i| free[*i])?;
        slots[index].service = services.iter().position(|service| card.fits(service))?;
        Some(index)
    });
    if let Some(index) = index {
        free[index] = false;
        slots[index].card = card;
    }
}

/// The moment of a slot, moved where its scenario asks for it.
fn seasonal(random: &mut Stream, slot: &Slot, year: i64) -> Moment {
    match slot.card.season {
        Season::AsPlanned => slot.start,
        // Emergencies keep no office hours. None is later than early December, so that a late
        // review still falls into the year.
        Season::Emergency | Season::QuietEmergency => {
            let (_, month, date) = slot.start.date();
            let (month, date) = match month {
                12 => (12, (date % 5) + 1),
                1 if slot.card.season == Season::QuietEmergency => (2, date.min(28)),
                _ => (month, date),
            };
            let minute = random.between(0, 1_440);
            Moment::midnight(year, month, date)
                .plus_minutes(minute)
                .plus_seconds(random.between(0, 60))
        }
        Season::YearEnd => Moment::midnight(year, 12, 29)
            .plus_minutes(random.between(60, 3 * 1_440 - 120))
            .plus_seconds(random.between(0, 60)),
    }
}

/// Sorts by time and keeps the scenarios of one service apart, within the year.
fn space_out(slots: &mut [Slot], services: usize, year: i64) {
    slots.sort_by_key(|slot| (slot.start, slot.service));
    let mut free_from: Vec<Option<Moment>> = vec![None; services];
    for slot in slots.iter_mut() {
        let from = &mut free_from[slot.service];
        if let Some(from) = *from {
            slot.start = slot.start.max(from);
        }
        *from = Some(slot.start.plus_minutes(slot.card.lasts + PAUSE));
    }
    let mut free_to = vec![Moment::midnight(year + 1, 1, 1).plus_minutes(-30); services];
    for slot in slots.iter_mut().rev() {
        let latest = free_to[slot.service].plus_minutes(-slot.card.lasts);
        slot.start = slot.start.min(latest);
        free_to[slot.service] = slot.start.plus_minutes(-PAUSE).min(free_to[slot.service]);
    }
    slots.sort_by_key(|slot| (slot.start, slot.service));
}

#[cfg(test)]
mod tests {
    use super::super::people::Staff;
    use super::super::services::found;
    use super::*;
    use std::collections::BTreeSet;

    fn plan_of(deployments: usize) -> (Vec<Slot>, Vec<Service>) {
        let mut random = Stream::new(5, 0);
        let staff = Staff::hire(&mut random, 5, 2025);
        let services = found(&mut random, 5, &staff);
        let slots = plan(&mut random, &services, 2025, deployments);
        (slots, services)
    }

    #[test]
    fn a_year_of_400_deployments_has_every_scenario() {
        let (slots, _) = plan_of(400);
        let seen: BTreeSet<&str> = slots.iter().map(|slot| slot.card.name).collect();
        for card in all() {
            assert!(seen.contains(card.name), "{} never happens", card.name);
        }
    }

    #[test]
    fn the_plan_has_exactly_the_deployments_asked_for() {
        for wanted in [1, 7, 60, 400, 1_234] {
            let (slots, _) = plan_of(wanted);
            assert_eq!(
                slots.iter().map(|slot| slot.card.judged).sum::<usize>(),
                wanted
            );
        }
    }

    #[test]
    fn every_scenario_happens_where_it_fits_and_within_the_year() {
        let (slots, services) = plan_of(2_000);
        let year = Moment::midnight(2025, 1, 1)..Moment::midnight(2026, 1, 1);
        for slot in &slots {
            assert!(
                slot.card.fits(&services[slot.service]),
                "{} misplaced",
                slot.card.name
            );
            assert!(
                year.contains(&slot.start),
                "{} on {}",
                slot.card.name,
                slot.start.iso()
            );
        }
    }

    #[test]
    fn a_pending_review_happens_only_in_the_last_three_days() {
        let (slots, _) = plan_of(2_000);
        for slot in slots
            .iter()
            .filter(|slot| slot.card.season == Season::YearEnd)
        {
            assert!(
                slot.start >= Moment::midnight(2025, 12, 29),
                "on {}",
                slot.start.iso()
            );
        }
    }
}
