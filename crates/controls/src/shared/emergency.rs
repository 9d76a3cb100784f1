//! The emergencies of a deployment, and the incidents around it.

use std::borrow::Cow;
use std::fmt;

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{Incident, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, IncidentId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, ForPeople, Moment, Order, Timestamp};

use crate::context::{Context, EventSystem, begun, field_text, span, when};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::category::{self, Category};
use crate::shared::linked_records::{Presence, links_of_deployment, presence};

const NONE: &str = "No change of this deployment is recorded as an emergency.";

/// The worst finding over all emergencies of the deployment. `counts_as` tells a record's category.
/// Does not apply where none is an emergency, and cannot tell where one may be.
pub(crate) fn each_emergency(
    cx: &Context<'_>,
    counts_as: impl Fn(ChangeRecordId) -> Category,
    mut check: impl FnMut(ChangeRecordId) -> Finding,
) -> Finding {
    if cx.subject.change_set.is_empty_by_nature() {
        return cx.not_applicable(|| "Nothing new was deployed.".to_owned());
    }
    let links = links_of_deployment(cx);
    let none = |id| not_at_start(cx, id).unwrap_or_else(|| NONE.to_owned());
    let judged = links.iter().map(|link| {
        let category = counts_as(link.record);
        as_emergency(cx, link.record, category, none, &mut check)
    });
    let unknown = cx
        .subject
        .change_set
        .changes
        .iter()
        .filter(|change| presence(cx, change) == Presence::Unknown)
        .map(|change| {
            cx.insufficient(|| {
                format!(
                    "Whether {:#} is an emergency is not known, since its change record is not (see \
                     TRC-01).",
                    cx.change_name(change)
                )
            })
        });
    Finding::worst(judged.chain(unknown).chain(cx.unknown_changes()))
        .unwrap_or_else(|| cx.not_applicable(|| NONE.to_owned()))
}

/// The finding on a record that was carried out without a deployment, likewise.
pub(crate) fn of_record_alone(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    category: Category,
    mut check: impl FnMut(ChangeRecordId) -> Finding,
) -> Finding {
    let none = |id| {
        let not = || format!("{} is not recorded as an emergency.", cx.record(id).key);
        not_at_start(cx, id).unwrap_or_else(not)
    };
    as_emergency(cx, id, category, none, &mut check)
}

/// That a record was recorded as an emergency only after the start, where it was.
fn not_at_start(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<String> {
    let record = cx.record(id);
    let now = category::of_word(record.category.value()?, cx.parameters());
    let (_, edit, _) = cx.edited_since(record, category::FIELD)?;
    (now == Category::Emergency).then(|| {
        format!(
            "{} was recorded as an emergency only after {} (see CAT-01): its category was edited at {}.",
            record.key,
            cx.began(),
            when(&edit.at)
        )
    })
}

fn as_emergency(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    category: Category,
    none: impl Fn(ChangeRecordId) -> String,
    check: &mut impl FnMut(ChangeRecordId) -> Finding,
) -> Finding {
    match category {
        Category::Emergency => check(id),
        Category::Unknown => cx
            .insufficient(|| {
                format!(
                    "Whether {} is an emergency is not known: {}.",
                    cx.record(id).key,
                    category::why_unknown(cx, id)
                )
            })
            .with(category::fact(cx, id)),
        Category::PerhapsEmergency => cx
            .insufficient(|| category::remark(cx, id).trim_start().to_owned())
            .with(category::fact(cx, id)),
        Category::Normal if category::has_fallen_back(cx, id) => cx
            .not_applicable(|| category::remark(cx, id).trim_start().to_owned())
            .with(category::fact(cx, id)),
        Category::Standard | Category::Normal => {
            cx.not_applicable(|| none(id)).with(category::fact(cx, id))
        }
    }
}

/// An incident on the deployed service, or one that may be on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnService<'a> {
    pub id: IncidentId,
    pub incident: &'a Incident,
    /// Whether it names the service; otherwise it names none, and may be on any.
    pub named: bool,
}

/// Names by which incidents call a service, in lower case.
fn names<'a>(cx: &Implementation<'a>, service: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    let own = folded(service);
    let service = own.clone();
    let aliases = cx.parameters().system_aliases.iter();
    aliases
        .filter(move |(alias, of)| folded(of) == service && folded(alias) != service)
        .map(|(alias, _)| folded(alias))
        .chain([own])
}

/// Incidents that are or may be on the deployed service and were opened between two instants, or at a
/// time that was not exported. By the time of their opening for each name.
pub(crate) fn opened_between<'a>(
    cx: &Implementation<'a>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<OnService<'a>> {
    let mut found = Vec::new();
    let services = cx.systems().into_iter();
    let keys = services.flat_map(|service| names(cx, service));
    for key in keys.chain([Cow::Borrowed("")]) {
        let Some(ids) = cx.snapshot.incidents_of.get(key.as_ref()) else {
            continue;
        };
        let opened = |id: IncidentId| {
            let incident = &cx.snapshot.incidents[id.index()];
            incident.opened_at.value().map(|at| at.at)
        };
        let without_time = ids.partition_point(|id| opened(*id).is_none());
        // A date alone can mean any instant of its day.
        let first = ids.partition_point(|id| opened(*id).is_none_or(|at| at < from.plus(-DAY)));
        let end = ids.partition_point(|id| opened(*id).is_none_or(|at| at <= to));
        let within = ids[..without_time]
            .iter()
            .chain(&ids[first..end.max(first)]);
        found.extend(within.map(|id| OnService {
            id: *id,
            incident: &cx.snapshot.incidents[id.index()].record,
            named: !key.is_empty(),
        }));
    }
    found
}

/// Why the imported incidents do not prove that none was opened on the service in some time.
pub(crate) enum NotProven<'a> {
    NothingImported,
    NotCovered(Timestamp, Timestamp),
    ServiceNeverNamed(&'a str),
    NoSystemNamed,
}

/// As the rest of a sentence.
impl fmt::Display for NotProven<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotProven::NothingImported => f.write_str("no incidents were imported"),
            NotProven::NotCovered(from, to) => write!(
                f,
                "the imported incidents do not cover the time from {} to {}",
                ForPeople(*from),
                ForPeople(*to)
            ),
            NotProven::NoSystemNamed => {
                f.write_str("the change record names no system on which they could be")
            }
            NotProven::ServiceNeverNamed(service) => write!(
                f,
                "no imported incident of any time names the service {service}, so it may have another \
                 name there or be watched elsewhere"
            ),
        }
    }
}

/// Why the imported incidents do not prove that none was opened on the service in that time; none
/// where they do.
pub(crate) fn not_proven<'a>(
    cx: &Implementation<'a>,
    from: Timestamp,
    to: Timestamp,
) -> Option<NotProven<'a>> {
    let coverage = &cx.snapshot.coverage;
    let kind = RecordKind::Incident;
    if !coverage.has(kind) {
        return Some(NotProven::NothingImported);
    }
    if !coverage.through(kind, &Scope::Company, from, to) {
        return Some(NotProven::NotCovered(from, to));
    }
    let services = cx.systems();
    if services.is_empty() {
        return Some(NotProven::NoSystemNamed);
    }
    let known = &cx.snapshot.incidents_of;
    let is_known = |service: &&'a str| {
        let mut names = names(cx, service);
        names.any(|name| known.contains_key(name.as_ref()))
    };
    let unknown = services.into_iter().find(|service| !is_known(service));
    unknown.map(NotProven::ServiceNeverNamed)
}

/// How an incident's opening lies to the hours after the deployment.
pub(crate) enum Place {
    Outside,
    Within,
    /// It cannot be told: why, as the rest of a sentence.
    Perhaps(&'static str),
}

/// How an incident lies to the hours from the deployment's start to `window`.
pub(crate) fn place(cx: &Implementation<'_>, found: &OnService<'_>, window: &Moment) -> Place {
    let Some(opened) = found.incident.opened_at.value() else {
        let before = found
            .incident
            .resolved_at
            .value()
            .is_some_and(|at| cx.against_start(at, EventSystem::Other) == Order::Earlier);
        return if before {
            Place::Outside
        } else {
            Place::Perhaps("has no exported time of opening, so it may come from this deployment")
        };
    };
    match (
        cx.against_start(opened, EventSystem::Other),
        opened.order(window, cx.parameters().clock_tolerance),
    ) {
        (Order::Earlier, _) | (_, Order::Later) => Place::Outside,
        (Order::Undecided, _) => Place::Perhaps(
            "was opened so close to the start of the deployment that it cannot be told which came first",
        ),
        (_, Order::Undecided) => Place::Perhaps(
            "was opened so close to the end of the hours that count that it may come from this \
             deployment",
        ),
        _ if !found.named => {
            Place::Perhaps("names no service, so it may come from this deployment")
        }
        _ => Place::Within,
    }
}

/// What to call an incident in a sentence: `Incident ...`, and within one, by `{:#}`, `incident ...`.
pub(crate) fn incident_name(incident: &Incident) -> IncidentName<'_> {
    IncidentName(incident)
}

/// The name of an incident, written where a sentence is made.
#[derive(Clone, Copy)]
pub(crate) struct IncidentName<'a>(&'a Incident);

impl fmt::Display for IncidentName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IncidentName(incident) = self;
        write!(f, "{} {}", begun(f, "incident", "Incident"), incident.id)?;
        match incident.title.text().trim() {
            "" => Ok(()),
            title => write!(f, " ({title})"),
        }
    }
}

/// When an incident was opened, and how that lies to the deployment, for a sentence.
pub(crate) fn opened_words(cx: &Implementation<'_>, incident: &Incident) -> String {
    let Some(opened) = incident.opened_at.value() else {
        return "at a time that was not exported".to_owned();
    };
    let start = cx.start().at;
    let side = if opened.at < start { "before" } else { "after" };
    format!(
        "at {}, {} {side} {}",
        when(opened),
        span(opened.at, start),
        cx.began()
    )
}

/// What was compared of an incident.
pub(crate) fn incident_facts(cx: &Implementation<'_>, id: IncidentId) -> Vec<Fact> {
    let incident = &cx.snapshot.incidents[id.index()].record;
    let own = RecordRef::Incident(id);
    [
        cx.fact(own, "service", || field_text(&incident.service)),
        cx.fact(own, "opened_at", || field_text(&incident.opened_at)),
        cx.fact(own, "resolved_at", || field_text(&incident.resolved_at)),
        cx.fact(own, "status", || field_text(&incident.status)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A time some milliseconds after another, as fine as that one.
pub(crate) fn after(moment: &Moment, millis: i64) -> Moment {
    Moment {
        at: moment.at.plus(millis),
        ..*moment
    }
}

/// A word of a text that can name something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'t> {
    /// Letters, digits and `-`.
    pub text: &'t str,
    /// Whether a `#` stands before it.
    pub numbered: bool,
    /// Whether the text calls it an incident's: `incident #12`, `incidents/12`, `incident no. 12`.
    pub of_incident: bool,
}

impl Word<'_> {
    /// The word as ids are compared.
    pub(crate) fn upper(&self) -> String {
        self.text.to_uppercase()
    }
}

/// The words of a text that can name something.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    let mut rest = text;
    let mut after_incident = false;
    std::iter::from_fn(move || {
        let start = rest.find(is_part)?;
        let (between, from) = rest.split_at(start);
        let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
        let (word, behind) = from.split_at(end);
        rest = behind;
        let text = word.trim_matches('-');
        let joins = |c: char| c.is_whitespace() || "#:/=([.".contains(c);
        let of_incident = after_incident && between.chars().all(joins);
        let is_one_of = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(text));
        after_incident = if is_one_of(&["incident", "incidents"]) {
            !behind.starts_with('.')
        } else {
            of_incident && is_one_of(&["no", "nr", "number", "id"])
        };
        Some(Word {
            text,
            numbered: between.ends_with('#'),
            of_incident,
        })
    })
}

/// The incident that a word of a text names: by its id, or by its number where the text says that it
/// is an incident's. A short id may be any word, and a bare number is a pull request's.
pub(crate) fn incident_of_word(cx: &Implementation<'_>, word: &Word<'_>) -> Option<IncidentId> {
    const SHORTEST: usize = 6;
    let text = word.text;
    let may_be_id =
        (text.len() >= SHORTEST || word.numbered) && !text.bytes().all(|c| c.is_ascii_digit());
    if !may_be_id && !word.of_incident {
        return None;
    }
    let id = *cx.snapshot.incident_by_name.get(word.upper().as_str())?;
    let own = &cx.snapshot.incidents[id.index()].id;
    (word.of_incident || own.eq_ignore_ascii_case(text)).then_some(id)
}

/// What follows a prefix, in whatever case.
fn behind<'t>(word: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = word.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Whether a word is the id of a published vulnerability.
pub(crate) fn is_vulnerability(word: &str) -> bool {
    let digits = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    behind(word, "CVE-").is_some_and(digits)
        || behind(word, "GHSA-").is_some_and(|rest| rest.len() >= 4)
}

/// Whether a word is a number of an incident, problem or finding in another tool.
pub(crate) fn is_issue_elsewhere(word: &str) -> bool {
    ["INC", "PRB", "SIR", "VIT", "VUL"].iter().any(|prefix| {
        behind(word, prefix).is_some_and(|rest| {
            let number = rest.strip_prefix('-').unwrap_or(rest);
            number.len() >= 2 && number.chars().all(|c| c.is_ascii_digit())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_something_are_found_in_texts() {
        let found: Vec<(String, bool)> =
            words("Fixes CVE-2025-41284, see incidents/q1abcd and #912832.")
                .map(|word| (word.upper(), word.numbered))
                .collect();
        let want = [
            ("FIXES", false),
            ("CVE-2025-41284", false),
            ("SEE", false),
            ("INCIDENTS", false),
            ("Q1ABCD", false),
            ("AND", false),
            ("912832", true),
        ];
        assert_eq!(found, want.map(|(word, at)| (word.to_owned(), at)).to_vec());
    }

    #[test]
    fn a_number_is_an_incidents_only_where_the_text_says_so() {
        let of_incident =
            |text: &str| words(text).any(|word| word.of_incident && word.text == "912");
        for text in [
            "incident 912",
            "Incident #912",
            "see incidents/912",
            "incident no. 912",
            "Incident: 912",
        ] {
            assert!(of_incident(text), "{text} names it");
        }
        for text in [
            "#912",
            "Merge pull request #912",
            "no incident, #912 only",
            "After the incident. 912 rows were lost",
            "incident of 912 rows",
        ] {
            assert!(!of_incident(text), "{text} names no incident");
        }
    }
}
