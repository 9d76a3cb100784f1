//! EMG-01: an emergency change rests on an incident, a vulnerability or a critical issue.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::{DAY, ForPeople, HOUR, Moment, Order};

use crate::case::{Case, World};
use crate::context::{Context, Detail, EventSystem, field_text, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::emergencies::authorised::{JUSTIFIED, confirmed, unless_denied};
use crate::emergencies::support::{Candidate, Named, support, unread};
use crate::emergencies::texts::Place;
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::attested::{self, Answer};
use crate::shared::attested_parties::about_record;
use crate::shared::category;
use crate::shared::emergency::{
    self, after, each_emergency, incident_facts, incident_name, not_proven, opened_words,
};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-01",
    version: 3,
    name: "Emergency justified",
    severity: Severity::Critical,
    clauses: &["CAT-EMG"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("incident_hours_after", p.emergency_incident_within / HOUR),
            Parameter::number("resolved_hours_before", p.emergency_incident_before / HOUR),
            Parameter::number(
                "incidents_known_days_before",
                p.emergency_incidents_known / DAY,
            ),
        ]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC8.1",
        "Tests that an emergency has a recorded cause, not that nothing else would have helped.",
    )],
    stricter_than_policy: Some(
        "The policy gives no time for the incident; two hours after the start are ours. An incident \
         that was resolved more than three days before counts only where a text names it: of the change \
         record, of a pull request or commit that rests on it, or of the deployment. \
         That none was open is proven where incidents are known from thirty days before on.",
    ),
    checks: "Fails when a change is recorded as an emergency and no incident on its service was open \
        when the deployment began, was resolved in the three days before or was opened in the two hours \
        after, and nothing names a vulnerability, a critical issue or another incident: not the change \
        record, not the pull requests and commits that rest on it, not the deployment. Incidents have \
        to cover that time and thirty days before, and all these texts have to be exported; else it \
        cannot be told. The change is then judged by the rules of normal changes. Where \
        there is such a record, it passes when a person with no part in the change attested for the record \
        or the deployment which step was bypassed, why, and who authorised it (question 'Were the bypassed \
        step, its reason and the authorisation confirmed?', answer yes, with that as the reason), and fails \
        when the answer is no. As long as that is not attested, it cannot be told whether the emergency \
        was justified. Pending while an incident can still be opened in time. Does not apply where no \
        change of the deployment is an emergency.",
    why: "Whoever may call any change an emergency needs no review and no approval.",
    evidence: "Incidents with service, opening and resolution; change records with description and \
        justification; pull requests with their text; deployments with their notes; attestations.",
    needs: &[RecordKind::ChangeRecord, RecordKind::Incident],
    remedy: "Fail: record an exception, review the change now, and correct its category. Insufficient \
        evidence: import the incidents of that time, or have the reason and the authorisation \
        attested.",
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

fn of_record_alone(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let check = |id| check_record(cx, id);
    emergency::of_record_alone(cx, id, category::at_start(cx, id), check)
}

fn check(cx: &Context<'_>) -> Finding {
    each_emergency(
        cx,
        |id| category::at_start(cx, id),
        |id| check_record(cx, id),
    )
}

/// Whether something that justifies an emergency certainly stands behind a record.
pub(crate) fn has_cause(cx: &Implementation<'_>, id: ChangeRecordId) -> bool {
    let support = support(cx, id);
    !support.incidents.is_empty() || support.vulnerability().is_some()
}

/// The verdict on a record that is an emergency's.
pub(crate) fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let parameters = cx.parameters();
    let support = support(cx, id);
    let facts = || -> Vec<Fact> {
        let perhaps = support.perhaps.iter().map(|(of, _)| of);
        let incidents = || support.incidents.iter().chain(perhaps.clone());
        let named = support.named.iter().map(|(_, place)| place);
        let places = incidents()
            .filter_map(|of| of.named_in.as_ref())
            .chain(named);
        incidents()
            .flat_map(|of| incident_facts(cx, of.id))
            .chain(places.filter_map(|place| place.fact(cx)))
            .chain(category::fact(cx, id))
            .chain(reason_facts(cx, id))
            .chain(cx.start_fact())
            .collect()
    };
    if let Some(of) = support.incidents.first() {
        let words = || incident_words(cx, id, of);
        return once(confirmed(cx, id, words).with(facts()));
    }
    if let Some((named, place)) = support.vulnerability() {
        let words = || names(cx, id, named, place);
        return once(confirmed(cx, id, words).with(facts()));
    }
    if let Some((named, place)) = support.named.first() {
        let words = || names(cx, id, named, place);
        return once(unless_denied(cx, id, words).with(facts()));
    }
    let attested = |finding| once(beside_attested(cx, id, finding).with(facts()));
    if let Some((of, doubt)) = support.perhaps.first() {
        return attested(cx.insufficient(|| {
            let why = doubt.words(cx, id, of.incident);
            format!("Whether {key} rests on an incident cannot be told: {why}.")
        }));
    }
    let last = after(cx.start(), parameters.emergency_incident_within).latest();
    // An incident that was opened before may still have been open.
    let first = cx.start().at.plus(-parameters.emergency_incidents_known);
    let service = cx.systems_words();
    let hours = parameters.emergency_incident_within / HOUR;
    if cx.as_of <= last {
        return cx
            .pending(|| {
                format!(
                    "{key} is recorded as an emergency; an incident on {service} can still be opened \
                     within {hours} h after {} at {}.",
                    cx.began(),
                    when(cx.start())
                )
            })
            .with(facts());
    }
    if !cx.start_is_known() {
        return attested(cx.insufficient(|| {
            format!(
                "{key} is recorded as an emergency, and no incident stands beside it; when it was carried out, \
                 and so which incidents were open then, is not known."
            )
        }));
    }
    if let Some(why) = not_proven(cx, first, last) {
        return attested(cx.insufficient(|| {
            format!("Whether {key} rests on an incident cannot be told: {why}.")
        }));
    }
    if let Some(unread) = unread(cx, id) {
        let finding = cx.insufficient(|| {
            format!(
                "No incident on {service} stands beside {key}. Whether it names a vulnerability or an issue \
                 cannot be told, since {unread}."
            )
        });
        return attested(finding.with(unread.fact(cx)));
    }
    let finding = cx.fail(|| {
        format!(
            "{key} is recorded as an emergency, but no incident on {service} was open when {} at {} or \
             opened within {hours} h after, as far as those opened since {} tell, and no text of {} names a \
             vulnerability or an issue. The rules of normal changes apply to it.",
            cx.began(),
            when(cx.start()),
            ForPeople(first),
            match cx.deployed() {
                Some(_) => "the record, its changes or the deployment",
                None => "the record",
            }
        )
    });
    let covered = cx.covered_by(RecordKind::Incident, [&Scope::Company], (first, last));
    attested(finding.with(covered))
}

/// Each fact once: a text may be shown as the reason and as what names the cause.
fn once(finding: Finding) -> Finding {
    finding.with_each_fact_once()
}

/// A verdict that no attestation can change, with what was attested said beside it.
fn beside_attested(cx: &Implementation<'_>, id: ChangeRecordId, finding: Finding) -> Finding {
    if cx.detail == Detail::OutcomeOnly {
        return finding;
    }
    let answer = attested::answer(cx, &JUSTIFIED, || about_record(cx, id));
    let mut finding = attested::beside(cx, finding, &answer);
    if matches!(answer, Answer::Yes(_)) {
        finding
            .reason
            .push_str(" That does not stand in for the cause itself.");
    }
    finding
}

/// Which incident stands beside the emergency, and why it counts where it was over.
fn incident_words(cx: &Implementation<'_>, id: ChangeRecordId, of: &Candidate<'_>) -> String {
    let resolved = of.incident.resolved_at.value();
    let was_over = |at: &&Moment| cx.against_start(at, EventSystem::Other) == Order::Earlier;
    let over = resolved
        .filter(was_over)
        .map(|at| format!(", and resolved at {}", when(at)));
    let named = of.named_in.map(|place| {
        let (holder, words) = (place.holder(cx), place.words());
        format!("; it counts since {holder} names it in {words}")
    });
    format!(
        "{}: {:#} was opened {}{}{}.",
        cx.record(id).key,
        incident_name(of.incident),
        opened_words(cx, of.incident),
        over.unwrap_or_default(),
        named.unwrap_or_default()
    )
}

/// What a text of the emergency names, and which text.
fn names(cx: &Implementation<'_>, id: ChangeRecordId, named: &Named<'_>, place: &Place) -> String {
    let key = &cx.record(id).key;
    let holder = place.holder(cx);
    let of = if holder == *key {
        String::new()
    } else {
        format!("{key}: ")
    };
    format!("{of}{holder} names {named} in {}.", place.words())
}

fn reason_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> impl Iterator<Item = Fact> {
    let own = RecordRef::ChangeRecord(id);
    let record = cx.record(id);
    let fact = |field, text: &Field<String>| match text {
        Field::NotExported => None,
        text => cx.fact(own, field, || field_text(text)),
    };
    [
        fact("justification", &record.justification),
        fact("description", &record.description),
    ]
    .into_iter()
    .flatten()
}

fn attest(world: &mut World, answer: &str, person: &str) {
    attest_of(world, "CHG-1000", answer, person);
}

fn attest_record(world: &mut World, answer: &str, person: &str) {
    attest_of(world, "CHG-2000", answer, person);
}

fn attest_of(world: &mut World, record: &str, answer: &str, person: &str) {
    let mut of = World::attestation("EMG-01", record, JUSTIFIED.text, answer);
    of.reason = World::text("Approval was bypassed to stop lost orders; Ivo agreed by phone.");
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "an incident was open, and somebody with no part in the change confirmed step, reason and authorisation",
        given: |w| {
            w.emergency();
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an incident was open, and the emergency was attested as not justified",
        given: |w| {
            w.emergency();
            attest(w, "Not justified", "chidi@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the author of the change confirmed their own emergency",
        given: |w| {
            w.emergency();
            attest(w, "yes", "ana@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "somebody whom the roster does not know confirmed the emergency",
        given: |w| {
            w.emergency();
            attest(w, "yes", "zoe@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the answer is yes to another question",
        given: |w| {
            w.emergency();
            w.add(World::attestation(
                "EMG-01",
                "CHG-1000",
                "Could the change have waited?",
                "yes",
            ));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the emergency was confirmed, and no incident stands beside it",
        given: |w| {
            w.unfounded_emergency();
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an incident was open, and nobody has confirmed reason and authorisation",
        given: World::emergency,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident was opened an hour after the deployment began",
        given: |w| {
            w.unfounded_emergency();
            w.add_incident(60, 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident, no vulnerability and no critical issue",
        given: World::unfounded_emergency,
        then: Outcome::Fail,
    },
    Case {
        name: "the only incident was opened three hours after the deployment began",
        given: |w| {
            w.unfounded_emergency();
            w.add_incident(180, 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request names another one, whose number is also an incident's",
        given: |w| {
            w.unfounded_emergency();
            w.incident().number = World::text("41");
            w.pull_request().body = World::text("What #41 left undone in the queue.");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the only incident was on another service",
        given: |w| {
            w.emergency();
            w.incident().service = World::text("partner-web");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the incident was opened 2 h and 3 min after the start by another clock",
        given: |w| {
            w.unfounded_emergency();
            w.add_incident(123, 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the only incident was resolved before it was opened",
        given: |w| {
            w.unfounded_emergency();
            w.add_incident(-60, -30 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was resolved the day before",
        given: |w| {
            w.unfounded_emergency();
            w.add_incident(-25 * 60, 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident that was resolved a month before",
        given: |w| {
            w.unfounded_emergency();
            w.record().description = World::text("What PEARLY1 left undone in the queue.");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident that was resolved a month before, and the emergency was confirmed",
        given: |w| {
            w.unfounded_emergency();
            w.record().description = World::text("What PEARLY1 left undone in the queue.");
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the record names an incident that was resolved a month before, and another one was open",
        given: |w| {
            w.emergency();
            w.record().description = World::text("What PEARLY1 left undone in the queue.");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request names an incident by its number",
        given: |w| {
            w.unfounded_emergency();
            w.incident().number = World::text("41");
            w.pull_request().body = World::text("What incident 41 left undone in the queue.");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names a vulnerability",
        given: |w| {
            w.unfounded_emergency();
            w.record().justification = World::text("CVE-2025-41284 in the queue's parser");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident of a tool that was not imported",
        given: |w| {
            w.unfounded_emergency();
            w.record().justification = World::text("Fixes INC0012345");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident of a tool that was not imported, and the emergency was confirmed all the same",
        given: |w| {
            w.unfounded_emergency();
            w.record().justification = World::text("Fixes INC0012345");
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident of a tool that was not imported, which was attested as no reason",
        given: |w| {
            w.unfounded_emergency();
            w.record().justification = World::text("Fixes INC0012345");
            attest(w, "Not justified", "chidi@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names a vulnerability, and the emergency was confirmed",
        given: |w| {
            w.unfounded_emergency();
            w.record().justification = World::text("CVE-2025-41284 in the queue's parser");
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "when the confirmed incident was opened was not exported",
        given: |w| {
            w.unfounded_emergency();
            w.record().description = World::text("For PALERT9");
            w.add_incident(-60, 180);
            w.incident().service = World::text("partner-web");
            w.incident().opened_at = Field::NotExported;
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident's service was not exported",
        given: |w| {
            w.emergency();
            w.incident().service = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the incident was opened was not exported",
        given: |w| {
            w.emergency();
            w.incident().opened_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit's message names a vulnerability",
        given: |w| {
            w.unfounded_emergency();
            w.last_commit().message = "CHG-1000: close CVE-2025-41284 (#42)".to_owned();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment's notes name an incident of a tool that was not imported",
        given: |w| {
            w.unfounded_emergency();
            w.deployment().notes = World::text("For INC0012345");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request's text was not exported",
        given: |w| {
            w.unfounded_emergency();
            w.pull_request().body = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request's commits were not exported, nor were any commits imported",
        given: |w| {
            w.unfounded_emergency();
            w.pull_request().commits = Field::NotExported;
            w.without(RecordKind::Commit);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request's commits were exported without their whole messages, nor were any commits imported",
        given: |w| {
            w.unfounded_emergency();
            if let Field::Value(commits) = &mut w.pull_request().commits {
                for commit in commits {
                    commit.body = Field::NotExported;
                }
            }
            w.without(RecordKind::Commit);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request's commits were exported with their messages, and no commits were imported",
        given: |w| {
            w.unfounded_emergency();
            w.without(RecordKind::Commit);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request's commits were not exported, and the merged ones were imported",
        given: |w| {
            w.unfounded_emergency();
            w.pull_request().commits = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment's notes were not exported",
        given: |w| {
            w.unfounded_emergency();
            w.deployment().notes = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a record of ServiceNow was exported without its justification",
        given: |w| {
            w.unfounded_emergency();
            w.as_service_now();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident that is open since before may have been left out",
        given: |w| {
            w.unfounded_emergency();
            w.parameters.emergency_incidents_known = 500 * DAY;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "incidents do not cover the time",
        given: |w| {
            w.unfounded_emergency();
            w.not_covered(RecordKind::Incident);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incidents were imported",
        given: |w| {
            w.unfounded_emergency();
            w.without(RecordKind::Incident);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no imported incident names the service",
        given: |w| {
            w.unfounded_emergency();
            w.incident().service = World::text("partner-web");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record's description was not exported",
        given: |w| {
            w.unfounded_emergency();
            w.record().description = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident yet, an hour after the deployment began",
        given: |w| {
            w.unfounded_emergency();
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "the category was set to emergency after the deployment",
        given: |w| w.edit_record("category", Some("Normal"), Some("Emergency"), 60),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the category is not known",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "no incident on the system, which the record names twice, once by another name, and beside an empty line",
        given: |w| {
            w.unfounded_emergency();
            w.parameters.system_aliases = vec![
                ("Shop".to_owned(), "partner-web".to_owned()),
                ("Referrals".to_owned(), "referral-api".to_owned()),
            ];
            w.record().systems = Field::Value(vec![
                "Referrals".to_owned(),
                " Referral-API".to_owned(),
                " ".to_owned(),
            ]);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an incident was open, and somebody with no part in the change confirmed step, reason and authorisation",
        given: |w| {
            w.emergency();
            attest_record(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no incident, no vulnerability and no critical issue",
        given: World::unfounded_emergency,
        then: Outcome::Fail,
    },
    Case {
        name: "an incident was open, and nobody has confirmed reason and authorisation",
        given: World::emergency,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "whoever carried it out confirmed their own emergency",
        given: |w| {
            w.emergency();
            attest_record(w, "yes", "ana@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident was open before the closing, which alone is known",
        given: |w| {
            w.emergency();
            w.only_closed_at(60);
            attest_record(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names an incident, only the closing is known, and the emergency was confirmed",
        given: |w| {
            w.unfounded_emergency();
            w.only_closed_at(60);
            w.record().description = World::text("What PEARLY1 left undone in the queue.");
            attest_record(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident, and only the closing is known",
        given: |w| {
            w.unfounded_emergency();
            w.only_closed_at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident, and the record names no system",
        given: |w| {
            w.unfounded_emergency();
            w.record().systems = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident yet, an hour after the implementation began",
        given: |w| {
            w.unfounded_emergency();
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
