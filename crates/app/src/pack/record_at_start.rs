//! A change record as it stood when a deployment began, by the history of its edits.

use changeproof_controls::context::{Context, Detail, EventSystem};
use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::record::{ChangeRecord, FieldChange};
use changeproof_domain::snapshot::{ChangeRecordId, Snapshot};
use changeproof_domain::time::{ForPeople, Moment, Order};
use changeproof_reports::pack::{DossierEdit, DossierField, DossierRecord, ValueAtStart};

use crate::changes::shown;
use crate::results::Explained;

/// The record, as the deployment at a position of an evaluation found it.
pub(super) fn of(explained: &Explained, position: usize, id: ChangeRecordId) -> DossierRecord {
    let snapshot = &explained.loaded.snapshot;
    let subject = explained.subjects[position];
    let context = Context::new(snapshot, subject, explained.as_of(), Detail::OutcomeOnly);
    let record: &ChangeRecord = &snapshot.change_records[id.index()].record;
    let start = |event: &Moment| context.against_start(event, EventSystem::Other);
    record_at(snapshot, record, &start)
}

fn record_at(
    snapshot: &Snapshot,
    record: &ChangeRecord,
    start: &dyn Fn(&Moment) -> Order,
) -> DossierRecord {
    let edits = record.history.items();
    let fields = values(snapshot, record).into_iter();
    let fields = fields.map(|(id, name, value)| DossierField {
        name: name.to_owned(),
        at_start: at_start(record, id, value, start),
    });
    DossierRecord {
        key: record.key.clone(),
        source: record.source.label().to_owned(),
        has_history: record.has_whole_history(),
        fields: fields.collect(),
        edits: edits
            .iter()
            .map(|edit| DossierEdit {
                at: edit.at.at.utc(),
                field: edit.field.replace('_', " "),
                from: edit.from.clone().unwrap_or_default(),
                to: edit.to.clone().unwrap_or_default(),
                by: edit.author.value().map_or_else(String::new, |author| {
                    shown(&snapshot.people, author).to_owned()
                }),
                after_start: start(&edit.at) == Order::Later,
            })
            .collect(),
    }
}

/// A value as exported.
enum Exported {
    Value(String),
    Empty,
    LeftOut,
}

impl Exported {
    fn of<T>(field: &Field<T>, text: impl Fn(&T) -> String) -> Exported {
        match field {
            Field::Value(value) => Exported::Value(text(value)),
            Field::Empty => Exported::Empty,
            Field::NotExported => Exported::LeftOut,
        }
    }
}

/// The fields that a dossier tells: as edits name them, as people do, with their values.
fn values(
    snapshot: &Snapshot,
    record: &ChangeRecord,
) -> Vec<(&'static str, &'static str, Exported)> {
    let text = |field: &Field<String>| Exported::of(field, Clone::clone);
    let person = |field: &Field<Account>| {
        Exported::of(field, |account| shown(&snapshot.people, account).to_owned())
    };
    let time = |field: &Field<Moment>| Exported::of(field, |at| ForPeople(at.at).to_string());
    vec![
        ("title", "title", text(&record.title)),
        ("status", "status", text(&record.status)),
        ("category", "category", text(&record.category)),
        ("description", "description", text(&record.description)),
        (
            "justification",
            "justification",
            text(&record.justification),
        ),
        (
            "systems",
            "affected systems",
            Exported::of(&record.systems, |systems| systems.join(", ")),
        ),
        (
            "risk_and_impact",
            "risk and impact",
            text(&record.risk_and_impact),
        ),
        ("risk_level", "risk level", text(&record.risk_level)),
        ("impact_level", "impact level", text(&record.impact_level)),
        (
            "rollback_plan",
            "rollback plan",
            text(&record.rollback_plan),
        ),
        ("test_plan", "test plan", text(&record.test_plan)),
        ("requester", "requester", person(&record.requester)),
        ("implementer", "implementer", person(&record.implementer)),
        ("created_at", "created", time(&record.created_at)),
        (
            "planned_start",
            "planned start",
            time(&record.planned_start),
        ),
        ("planned_end", "planned end", time(&record.planned_end)),
    ]
}

/// What a field said at the start. The first edit after it tells what was there before; where edits are not
/// exported, only a record that was not changed since proves it.
fn at_start(
    record: &ChangeRecord,
    id: &str,
    exported: Exported,
    start: &dyn Fn(&Moment) -> Order,
) -> ValueAtStart {
    let value = match exported {
        Exported::LeftOut => return ValueAtStart::NotExported,
        Exported::Empty => String::new(),
        Exported::Value(value) => value,
    };
    let known = |value: &str| match value.trim() {
        "" => ValueAtStart::Empty,
        value => ValueAtStart::Known(value.to_owned()),
    };
    // The time at which a record was made does not change.
    if id == "created_at" {
        return known(&value);
    }
    let edits = record.history.items().iter();
    let mut since = edits.filter(|edit: &&FieldChange| edit.field == id);
    let first = since.find(|edit| matches!(start(&edit.at), Order::Later | Order::Undecided));
    match first.map(|edit| (start(&edit.at), edit)) {
        None if !record.has_whole_history() => match record.updated_at.value().map(start) {
            Some(Order::Earlier | Order::Equal) => known(&value),
            Some(Order::Later | Order::Undecided) | None if value.is_empty() => ValueAtStart::Empty,
            Some(Order::Later | Order::Undecided) | None => ValueAtStart::AsExported(value),
        },
        None => known(&value),
        Some((Order::Later, edit)) => known(edit.from.as_deref().unwrap_or_default()),
        // So close to the start that it cannot be told which of the two stood.
        Some((_, edit)) => ValueAtStart::AsExported(format!(
            "{} or {}",
            edit.from.as_deref().unwrap_or("(empty)"),
            edit.to.as_deref().unwrap_or("(empty)")
        )),
    }
}

#[cfg(test)]
mod tests {
    use changeproof_controls::case::{Case, START};
    use changeproof_domain::outcome::Outcome;
    use changeproof_domain::time::{DAY, Timestamp};

    use super::*;
    use crate::testing::of_case;

    fn edit(field: &str, after: i64, from: &str, to: &str) -> FieldChange {
        FieldChange {
            field: field.to_owned(),
            from: (!from.is_empty()).then(|| from.to_owned()),
            to: Some(to.to_owned()),
            author: Field::NotExported,
            at: Moment::utc(Timestamp(START.0 + after)),
            place: None,
        }
    }

    fn plan_of(change: impl FnOnce(&mut ChangeRecord)) -> ValueAtStart {
        let clean = Case {
            name: "a clean change",
            given: |_| {},
            then: Outcome::Pass,
        };
        let (_, snapshot, _) = of_case(&clean);
        let mut record = (*snapshot.change_records[0].record).clone();
        record.rollback_plan = Field::Value("Redeploy the version before".to_owned());
        change(&mut record);
        let start = Moment::utc(START);
        let found = record_at(&snapshot, &record, &|event| event.order(&start, 0));
        let mut fields = found.fields.into_iter();
        let plan = fields.find(|field| field.name == "rollback plan");
        plan.unwrap().at_start
    }

    #[test]
    fn a_field_that_was_edited_afterwards_is_told_as_it_was() {
        let written = plan_of(|record| {
            record.history = Field::Value(vec![
                edit("rollback_plan", -DAY, "", "Revert"),
                edit("rollback_plan", DAY, "Revert", "Redeploy"),
                edit(
                    "rollback_plan",
                    2 * DAY,
                    "Redeploy",
                    "Redeploy the version before",
                ),
            ]);
        });
        assert_eq!(written, ValueAtStart::Known("Revert".to_owned()));
        let filled = plan_of(|record| {
            record.history = Field::Value(vec![edit("rollback_plan", DAY, "", "Redeploy")]);
        });
        assert_eq!(filled, ValueAtStart::Empty, "first filled afterwards");
    }

    #[test]
    fn an_edit_of_another_field_says_nothing_of_this_one() {
        let plan = plan_of(|record| {
            record.history = Field::Value(vec![edit("status", DAY, "Open", "Closed")]);
        });
        let written = "Redeploy the version before".to_owned();
        assert_eq!(plan, ValueAtStart::Known(written));
    }

    #[test]
    fn without_history_only_a_record_that_was_not_touched_since_is_proven() {
        let updated = |after: Option<i64>| {
            plan_of(|record| {
                record.history = Field::NotExported;
                let at = after.map(|after| Moment::utc(Timestamp(START.0 + after)));
                record.updated_at = at.map_or(Field::NotExported, Field::Value);
            })
        };
        let written = "Redeploy the version before".to_owned();
        assert_eq!(updated(Some(-DAY)), ValueAtStart::Known(written.clone()));
        assert_eq!(
            updated(Some(DAY)),
            ValueAtStart::AsExported(written.clone())
        );
        assert_eq!(updated(None), ValueAtStart::AsExported(written));
    }

    #[test]
    fn a_field_that_was_not_exported_is_not_called_empty() {
        let plan = plan_of(|record| record.rollback_plan = Field::NotExported);
        assert_eq!(plan, ValueAtStart::NotExported);
    }
}
