//! The category of a change: standard, normal or emergency.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::snapshot::{Change, ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::Order;

use crate::context::{Context, Detail, field_text, when};
use crate::emergencies::emg_01_emergency_justified as emg_01;
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::linked_records::{Presence, links_of_change, presence};
use crate::standard_changes::std_01_standard_change_catalogue as std_01;
use crate::worked_out::of_record;

/// The field of a record that holds its category, as its history calls it.
pub(crate) const FIELD: &str = "category";

/// What a change record calls its change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Approved in advance.
    Standard,
    /// Approved one by one.
    Normal,
    /// Approved and reviewed afterwards.
    Emergency,
    /// Recorded as an emergency, and whether a cause stands behind it is not known: it is a normal change
    /// where none does. No record says this of itself.
    PerhapsEmergency,
    /// Not exported, empty, or a word that is not mapped.
    Unknown,
}

/// The category behind a tool's word.
pub(crate) fn of_word(word: &str, parameters: &Parameters) -> Category {
    let word = folded(word);
    let is_one_of = |words: &[String]| words.iter().any(|known| *known == word);
    if is_one_of(&parameters.standard_words) {
        Category::Standard
    } else if is_one_of(&parameters.normal_words) {
        Category::Normal
    } else if is_one_of(&parameters.emergency_words) {
        Category::Emergency
    } else {
        Category::Unknown
    }
}

/// The category of a record when the deployment began: the exported one, unless its history shows
/// that it was edited afterwards.
pub(crate) fn at_start(cx: &Implementation<'_>, id: ChangeRecordId) -> Category {
    of_record(cx, id, |of| &of.category, || find_category(cx, id))
}

fn find_category(cx: &Implementation<'_>, id: ChangeRecordId) -> Category {
    let record = cx.record(id);
    match cx.edited_since(record, FIELD) {
        Some((_, edit, Order::Later)) => edit
            .from
            .as_deref()
            .map_or(Category::Unknown, |from| of_word(from, cx.parameters())),
        Some(_) => Category::Unknown,
        None => match &record.category {
            Field::Value(word) => of_word(word, cx.parameters()),
            Field::Empty | Field::NotExported => Category::Unknown,
        },
    }
}

/// Whether what a record calls its change is justified: an emergency as EMG-01 tells, a standard change
/// as STD-01 does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Justification {
    /// It is, or the record is a normal change's.
    Fine,
    /// It is proven that nothing justifies it.
    Missing,
    /// There is a cause, and a person has still to confirm what was skipped for it.
    Unconfirmed,
    /// Not known, or not yet.
    Unknown,
}

fn justification(cx: &Implementation<'_>, id: ChangeRecordId) -> Justification {
    let check = match at_start(cx, id) {
        Category::Emergency => emg_01::check_record,
        Category::Standard => std_01::check_record,
        Category::Normal | Category::PerhapsEmergency | Category::Unknown => {
            return Justification::Fine;
        }
    };
    let quiet = cx.quiet();
    let of_record_itself = || match check(&quiet, id).outcome {
        Outcome::Fail => Justification::Missing,
        Outcome::Pass | Outcome::NotApplicable => Justification::Fine,
        Outcome::InsufficientEvidence
            if at_start(cx, id) == Category::Emergency && emg_01::has_cause(cx, id) =>
        {
            Justification::Unconfirmed
        }
        Outcome::InsufficientEvidence | Outcome::Pending => Justification::Unknown,
    };
    of_record(cx, id, |of| &of.justification, of_record_itself)
}

/// The category whose rules a record is judged by: an emergency for which EMG-01 fails, and a standard
/// change for which STD-01 does, are judged by the rules of normal changes. Where an emergency has a cause
/// and only its confirmation is missing, and where STD-01 cannot tell, the record's own category stands.
pub(crate) fn judged_as(cx: &Implementation<'_>, id: ChangeRecordId) -> Category {
    match (at_start(cx, id), justification(cx, id)) {
        (Category::Emergency | Category::Standard, Justification::Missing) => Category::Normal,
        (Category::Emergency, Justification::Unknown) => Category::PerhapsEmergency,
        (category, _) => category,
    }
}

/// What a control adds to its sentence about an emergency or a standard change, with a space before it:
/// why other rules apply than the record says, or that they are not known to apply. Nothing for others.
pub(crate) fn remark(cx: &Implementation<'_>, id: ChangeRecordId) -> String {
    let key = &cx.record(id).key;
    match justification(cx, id) {
        Justification::Fine => String::new(),
        Justification::Missing if at_start(cx, id) == Category::Standard => {
            let why = std_01::check_record(cx, id).reason;
            format!(
                " {why} By STD-01 it is no standard change, so the rules of normal changes apply."
            )
        }
        Justification::Missing => format!(
            " {key} is recorded as an emergency that nothing justifies (EMG-01), so the rules of normal \
             changes apply."
        ),
        Justification::Unknown if at_start(cx, id) == Category::Standard => format!(
            " Whether {key} follows the catalogue of standard changes is not known (STD-01), so {} counts \
             as not judged.",
            cx.noun()
        ),
        Justification::Unconfirmed => format!(
            " Nobody has confirmed yet that the emergency {key} was justified (EMG-01), so {} counts as not \
             judged.",
            cx.noun()
        ),
        Justification::Unknown => format!(
            " Whether the emergency {key} was justified is not known (EMG-01); the rules of normal changes \
             apply where it was not."
        ),
    }
}

/// Whether a record of another category is judged by the rules of normal changes.
pub(crate) fn has_fallen_back(cx: &Implementation<'_>, id: ChangeRecordId) -> bool {
    justification(cx, id) == Justification::Missing
}

/// A finding by the rules of normal changes, with the remark where they apply for want of a
/// justification.
pub(crate) fn remarked(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    mut finding: Finding,
) -> Finding {
    if cx.detail == Detail::OutcomeOnly || !has_fallen_back(cx, id) {
        return finding;
    }
    finding.reason.push_str(&remark(cx, id));
    match at_start(cx, id) {
        Category::Standard => finding
            .with(std_01::check_record(cx, id).facts)
            .with_each_fact_once(),
        Category::Normal | Category::Emergency | Category::PerhapsEmergency | Category::Unknown => {
            finding
        }
    }
}

/// A finding by the rules of normal changes on what may be an emergency, which these rules do not ask:
/// known only where they do not apply either way.
pub(crate) fn if_no_emergency(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    finding: Finding,
) -> Finding {
    if finding.outcome == Outcome::NotApplicable {
        return finding;
    }
    cx.insufficient(|| format!("{}{}", finding.reason, remark(cx, id)))
        .with(finding.facts)
}

/// The same for a change with all its records.
pub(crate) fn change_remarked<'a>(
    cx: &Implementation<'a>,
    change: &'a Change,
    finding: Finding,
) -> Finding {
    let links = links_of_change(cx, change);
    links
        .iter()
        .fold(finding, |finding, link| remarked(cx, link.record, finding))
}

/// The remarks on a change's records.
pub(crate) fn remarks<'a>(cx: &Implementation<'a>, change: &'a Change) -> String {
    let links = links_of_change(cx, change);
    links.iter().map(|link| remark(cx, link.record)).collect()
}

/// The rules that a change is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    Standard,
    Normal,
    Emergency,
    /// Those of an emergency or of a normal change, which is not known.
    PerhapsEmergency,
    /// Proven to have no change record: the rules of normal changes.
    NoRecord,
    /// The category, or whether there is a record, is not known.
    Unknown,
}

/// The rules for a change, by its own change records, otherwise the deployment's. Where several
/// records disagree, the stricter rules apply.
pub(crate) fn rules<'a>(cx: &Context<'a>, change: &'a Change) -> Rules {
    match presence(cx, change) {
        Presence::Linked => {}
        Presence::Carried | Presence::Absent => return Rules::NoRecord,
        Presence::Unknown => return Rules::Unknown,
    }
    let mut found = Rules::NoRecord;
    for link in links_of_change(cx, change).iter() {
        let category = judged_as(cx, link.record);
        found = match (found, category) {
            (_, Category::Normal) | (Rules::Normal, _) => Rules::Normal,
            (_, Category::Unknown) | (Rules::Unknown, _) => Rules::Unknown,
            (Rules::NoRecord | Rules::Emergency, Category::Emergency) => Rules::Emergency,
            (
                Rules::NoRecord | Rules::Emergency | Rules::PerhapsEmergency,
                Category::PerhapsEmergency,
            )
            | (Rules::PerhapsEmergency, Category::Emergency) => Rules::PerhapsEmergency,
            (Rules::NoRecord | Rules::Standard, Category::Standard) => Rules::Standard,
            // A standard and an emergency record: neither relief is certain.
            (Rules::Standard, Category::Emergency | Category::PerhapsEmergency)
            | (Rules::Emergency | Rules::PerhapsEmergency, Category::Standard) => Rules::Normal,
        };
    }
    found
}

/// Why the category of a record is not known, as the rest of a sentence.
pub(crate) fn why_unknown(cx: &Implementation<'_>, id: ChangeRecordId) -> String {
    let record = cx.record(id);
    let word = match cx.edited_since(record, FIELD) {
        Some((_, edit, Order::Later)) => edit.from.as_deref().unwrap_or_default(),
        Some((_, edit, _)) => {
            return format!(
                "its category was edited at {}, {}",
                when(&edit.at),
                cx.either_side()
            );
        }
        None if record.category.is_not_exported() => {
            return "its category was not exported".to_owned();
        }
        None => record.category.text(),
    };
    match word.trim() {
        "" => "its category is empty".to_owned(),
        word => format!("its category '{word}' is not mapped to standard, normal or emergency"),
    }
}

/// The category of a record, and what it was until an edit after the start, as facts.
pub(crate) fn fact(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let record = cx.record(id);
    let word = cx.fact(RecordRef::ChangeRecord(id), FIELD, || {
        field_text(&record.category)
    });
    let edit = cx.edited_since(record, FIELD);
    let edit = edit.map(|(at, ..)| cx.edit_facts(id, at));
    word.into_iter().chain(edit.into_iter().flatten()).collect()
}

/// The categories of a change's records, as facts.
pub(crate) fn facts<'a>(cx: &Implementation<'a>, change: &'a Change) -> Vec<Fact> {
    links_of_change(cx, change)
        .iter()
        .flat_map(|link| fact(cx, link.record))
        .collect()
}
