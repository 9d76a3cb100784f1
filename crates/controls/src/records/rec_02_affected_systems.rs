//! REC-02: the deployed service is among the systems that the change record names.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{Change, ChangeRecordId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, text_by};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::linked_records::{links_of_change, without_record};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "REC-02",
    version: 2,
    name: "Affected systems agree",
    severity: Severity::Medium,
    clauses: &["1-REQ"],
    since: "0.1.0",
    parameters: |p| {
        let aliases: Vec<String> = p
            .system_aliases
            .iter()
            .map(|(name, service)| format!("{name} = {service}"))
            .collect();
        vec![Parameter::words("system_aliases", &aliases)]
    },
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-4",
        "Tests that the analysed system is the changed one.",
    )],
    stricter_than_policy: None,
    checks: "Passes when, for each change, a linked change record names the deployed service among its \
        affected systems, by its own name or an alias, whatever the case. Fails when the records name \
        other systems only. Does not apply without a change record (TRC-01 counts that).",
    why: "Approval for one system is no approval for another.",
    evidence: "Change records with affected systems (Jira 'Affected services', ServiceNow configuration item).",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: correct the record, or add an alias where the names differ. Insufficient evidence: \
        export the field.",
    check: Judges::Change {
        deployment: check,
        record: &OF_RECORDS,
    },
    cases: CASES,
};

/// How it judges change records that were carried out without a deployment.
static OF_RECORDS: OfRecords = OfRecords {
    check: of_record_alone,
    cases: RECORD_CASES,
};

/// Without a deployment there is no deployed service to hold the named systems against.
fn of_record_alone(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let systems = || text_by(&cx.record(id).systems, |names| names.join(", "));
    cx.not_applicable(|| {
        format!(
            "There is no deployed service to hold the affected systems of {} against.",
            cx.record(id).key
        )
    })
    .with(cx.fact(RecordRef::ChangeRecord(id), "systems", systems))
}

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| check_change(cx, change))
}

fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let links = links_of_change(cx, change);
    if links.is_empty() {
        return without_record(cx, change);
    }
    let service = cx.deployment().service.trim();
    let facts: Vec<Fact> = links
        .iter()
        .filter_map(|link| {
            cx.fact(RecordRef::ChangeRecord(link.record), "systems", || {
                text_by(&cx.record(link.record).systems, |names| names.join(", "))
            })
        })
        .chain(cx.fact(cx.own_record(), "service", || service.to_owned()))
        .collect();
    let declares = |name: &str| {
        let is = |other: &str| other.trim().eq_ignore_ascii_case(name.trim());
        is(service)
            || cx
                .parameters()
                .system_aliases
                .iter()
                .any(|(alias, of)| is(alias) && of.eq_ignore_ascii_case(service))
    };
    let records: Vec<_> = links.iter().map(|link| cx.record(link.record)).collect();
    let mut named = records.iter().flat_map(|record| {
        record
            .systems
            .items()
            .iter()
            .map(move |name| (record, name))
    });
    if let Some((record, name)) = named.find(|(_, name)| declares(name)) {
        return cx
            .pass(|| {
                let (key, name) = (&record.key, name.trim());
                if name.eq_ignore_ascii_case(service) {
                    format!("{key} names {service} among its affected systems.")
                } else {
                    format!("{key} names {name} among its affected systems, an alias of {service}.")
                }
            })
            .with(facts);
    }
    if let Some(record) = records
        .iter()
        .find(|r| matches!(r.systems, Field::NotExported))
    {
        return cx
            .insufficient(|| format!("The affected systems of {} were not exported.", record.key))
            .with(facts);
    }
    cx.fail(|| {
        let named: Vec<String> = records
            .iter()
            .map(|record| match record.systems.items() {
                [] => format!("{} names no system", record.key),
                systems => format!("{} names {}", record.key, systems.join(", ")),
            })
            .collect();
        format!("{service} was deployed, but {}.", named.join("; "))
    })
    .with(facts)
}

/// Another name of the deployed service.
fn alias() -> Vec<(String, String)> {
    vec![("referrals".to_owned(), "referral-api".to_owned())]
}

static CASES: &[Case] = &[
    Case {
        name: "the record names the deployed service",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the record names it in another case",
        given: |w| w.record().systems = Field::Value(vec!["Referral-API".to_owned()]),
        then: Outcome::Pass,
    },
    Case {
        name: "the record names it by an alias",
        given: |w| {
            w.parameters.system_aliases = alias();
            w.record().systems = Field::Value(vec!["Referrals".to_owned()]);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the record names another system than the service and its alias",
        given: |w| {
            w.parameters.system_aliases = alias();
            w.record().systems = Field::Value(vec!["partner-web".to_owned()]);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names another system",
        given: |w| w.record().systems = Field::Value(vec!["partner-web".to_owned()]),
        then: Outcome::Fail,
    },
    Case {
        name: "the affected systems were not exported",
        given: |w| w.record().systems = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no change record",
        given: World::no_ticket,
        then: Outcome::NotApplicable,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "nothing was deployed",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "whether something was deployed is not known",
        given: |w| w.not_covered(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
];
