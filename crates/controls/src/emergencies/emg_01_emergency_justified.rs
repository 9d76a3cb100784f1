//! EMG-01: an emergency change rests on an incident, a vulnerability or a critical issue.
// long file: check and cases of one control stand together.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{Incident, RecordKind};
use changeproof_domain::snapshot::{Change, ChangeRecordId, IncidentId, RecordRef};
use changeproof_domain::time::{HOUR, Order, Timestamp};

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, span, when};
use crate::control::{Control, Parameter, Severity, partial};
use crate::emergencies::authorised::{JUSTIFIED, confirmed};
use crate::finding::Finding;
use crate::shared::category;
use crate::shared::emergency::{
    after, each_emergency, incident_facts, incident_name, incident_of_word, is_issue_elsewhere,
    is_vulnerability, not_proven, opened_between, opened_words, words,
};
use crate::shared::linked_records::{is_change_record, key_is_covered, links_of_change};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-01",
    version: 1,
    name: "Emergency justified",
    severity: Severity::Critical,
    clauses: &["CAT-EMG"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("incident_hours_after", p.emergency_incident_within / HOUR),
            Parameter::number("resolved_hours_before", p.emergency_incident_before / HOUR),
        ]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC8.1",
        "Tests that an emergency has a recorded cause, not that nothing else would have helped.",
    )],
    stricter_than_policy: Some(
        "The policy gives no time for the incident; two hours after the start are ours. An incident \
         that was resolved more than three days before counts only where the change record names it.",
    ),
    checks: "Fails when a change is recorded as an emergency and no incident on its service was open \
        when the deployment began, was resolved in the three days before or was opened in the two hours \
        after, and its records name no vulnerability, no critical issue and no other incident, although \
        incidents cover that time. The change is then judged by the rules of normal changes. Where \
        there is such a record, it passes when a person with no part in the change attested for the record \
        or the deployment which step was bypassed, why, and who authorised it (question 'Were the bypassed \
        step, its reason and the authorisation confirmed?', answer yes, with that as the reason), and fails \
        when the answer is no. As long as that is not attested, it cannot be told whether the emergency \
        was justified. Pending while an incident can still be opened in time. Does not apply where no change of the deployment is an emergency.",
    why: "Whoever may call any change an emergency needs no review and no approval.",
    evidence: "Incidents with service, opening and resolution; change records with description and \
        justification; attestations.",
    needs: &[RecordKind::ChangeRecord, RecordKind::Incident],
    remedy: "Fail: record an exception, review the change now, and correct its category. Insufficient \
        evidence: import the incidents of that time, or have the reason and the authorisation \
        attested.",
    check,
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    each_emergency(
        cx,
        |id| category::at_start(cx, id),
        |id| check_record(cx, id),
    )
}

/// What may justify an emergency.
#[derive(Default)]
struct Support<'a> {
    /// Incidents that were open at the deployment, or that the record names.
    incidents: Vec<(IncidentId, &'a Incident)>,
    /// Incidents of which that cannot be told, and why.
    perhaps: Vec<(IncidentId, String)>,
    /// Vulnerabilities and issues that the records name, as words of a sentence.
    named: Vec<String>,
}

/// The verdict on a record that is an emergency's.
pub(crate) fn check_record(cx: &Context<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let parameters = cx.parameters();
    let support = support(cx, id);
    let facts = || -> Vec<Fact> {
        let certain = support.incidents.iter().map(|(id, _)| *id);
        let perhaps = support.perhaps.iter().map(|(id, _)| *id);
        certain
            .chain(perhaps)
            .flat_map(|id| incident_facts(cx, id))
            .chain(category::fact(cx, id))
            .chain(reason_facts(cx, id))
            .chain(cx.start_fact())
            .collect()
    };
    if let Some((_, incident)) = support.incidents.first() {
        let words = format!(
            "{key}: {} was opened {}.",
            incident_name(incident),
            opened_words(cx, incident)
        );
        return confirmed(cx, id, &words).with(facts());
    }
    if let Some(named) = support.named.first() {
        return confirmed(cx, id, &format!("{key} names {named}.")).with(facts());
    }
    if let Some((_, why)) = support.perhaps.first() {
        return cx
            .insufficient(|| format!("Whether {key} rests on an incident cannot be told: {why}."))
            .with(facts());
    }
    let last = after(cx.start(), parameters.emergency_incident_within).latest();
    let first = cx.start().at.plus(-parameters.emergency_incident_before);
    let service = &cx.deployment().service;
    let hours = parameters.emergency_incident_within / HOUR;
    if cx.as_of <= last {
        return cx
            .pending(|| {
                format!(
                    "{key} is recorded as an emergency; an incident on {service} can still be opened \
                     within {hours} h after the deployment began at {}.",
                    when(cx.start())
                )
            })
            .with(facts());
    }
    if let Some(why) = not_proven(cx, first, last) {
        return cx
            .insufficient(|| format!("Whether {key} rests on an incident cannot be told: {why}."))
            .with(facts());
    }
    let not_exported = [
        (&record.title, "title"),
        (&record.description, "description"),
    ]
    .into_iter()
    .find(|(text, _)| text.is_not_exported());
    if let Some((_, what)) = not_exported {
        return cx
            .insufficient(|| {
                format!(
                    "No incident on {service} stands beside {key}. Whether it names a vulnerability or \
                     an issue cannot be told, since its {what} was not exported."
                )
            })
            .with(facts());
    }
    cx.fail(|| {
        format!(
            "{key} is recorded as an emergency, but no incident on {service} was open when the \
             deployment began at {} or opened within {hours} h after, and its records name no \
             vulnerability and no issue. The rules of normal changes apply to it.",
            when(cx.start())
        )
    })
    .with(facts())
}

fn reason_facts(cx: &Context<'_>, id: ChangeRecordId) -> impl Iterator<Item = Fact> {
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

fn support<'a>(cx: &Context<'a>, id: ChangeRecordId) -> Support<'a> {
    let mut support = Support::default();
    support.add_named(cx, id);
    support.add_keys(cx, id);
    let last = after(cx.start(), cx.parameters().emergency_incident_within);
    let until = last.latest().plus(cx.parameters().clock_tolerance);
    let named: Vec<IncidentId> = support.incidents.iter().map(|(id, _)| *id).collect();
    for found in opened_between(cx, Timestamp(i64::MIN / 2), until) {
        if named.contains(&found.id) {
            continue;
        }
        let incident = found.incident;
        let name = || incident_name(incident);
        let mut doubt: Option<String> = None;
        match incident
            .opened_at
            .value()
            .map(|at| at.order(&last, cx.parameters().clock_tolerance))
        {
            Some(Order::Later) => continue,
            Some(Order::Earlier | Order::Equal) => {}
            Some(Order::Undecided) => {
                doubt = Some(format!(
                    "{} was opened {}, too close to the last instant that counts",
                    name(),
                    opened_words(cx, incident)
                ));
            }
            None => doubt = Some(format!("when {} was opened was not exported", name())),
        }
        match &incident.resolved_at {
            Field::Empty => {}
            Field::NotExported => {
                doubt = Some(format!("when {} was resolved was not exported", name()));
            }
            Field::Value(resolved) => match cx.against_start(resolved, EventSystem::Other) {
                Order::Later | Order::Undecided | Order::Equal => {}
                Order::Earlier => {
                    let before = -cx.parameters().emergency_incident_before;
                    if resolved.latest() < cx.start().at.plus(before) {
                        continue;
                    }
                    doubt = Some(format!(
                        "{} was resolved {} before the deployment began, and {} does not name it",
                        name(),
                        span(resolved.at, cx.start().at),
                        cx.record(id).key
                    ));
                }
            },
        }
        if !found.named {
            doubt = Some(format!(
                "{} was opened {}, and names no service",
                name(),
                opened_words(cx, incident)
            ));
        }
        match doubt {
            None => support.incidents.push((found.id, incident)),
            Some(why) => support.perhaps.push((found.id, why)),
        }
    }
    // The one that was opened last is the likeliest.
    support.incidents.sort_by_key(|(id, incident)| {
        let named_first = !named.contains(id);
        (
            named_first,
            std::cmp::Reverse(incident.opened_at.value().map(|at| at.at)),
        )
    });
    support
}

impl<'a> Support<'a> {
    /// What the texts of the record and of the linked pull requests name.
    fn add_named(&mut self, cx: &Context<'a>, id: ChangeRecordId) {
        let record = cx.record(id);
        let own = [&record.title, &record.description, &record.justification].map(Field::text);
        let of_changes = changes_of(cx, id).flat_map(|change| {
            let pull_request = cx.pull_request(change);
            pull_request.map_or([""; 2], |of| [of.title.text(), of.body.text()])
        });
        let last = after(cx.start(), cx.parameters().emergency_incident_within);
        for (word, numbered) in own.into_iter().chain(of_changes).flat_map(words) {
            if let Some(found) = incident_of_word(cx, &word, numbered) {
                let incident = &cx.snapshot.incidents[found.index()].record;
                let order = incident
                    .opened_at
                    .value()
                    .map(|at| at.order(&last, cx.parameters().clock_tolerance));
                let known = self.incidents.iter().any(|(id, _)| *id == found);
                if !known && order != Some(Order::Later) {
                    self.incidents.push((found, incident));
                }
            } else if is_vulnerability(&word) {
                self.named.push(format!("the vulnerability {word}"));
            } else if is_issue_elsewhere(&word) && word != record.key.to_uppercase() {
                self.named
                    .push(format!("{word}, which is no imported incident"));
            }
        }
    }

    /// Records that are no change records but are named by key: critical issues, perhaps.
    fn add_keys(&mut self, cx: &Context<'a>, id: ChangeRecordId) {
        let of_changes = changes_of(cx, id).map(|change| &change.keys);
        for keys in of_changes.chain([&cx.subject.keys]) {
            for link in &keys.links {
                if link.record != id && !is_change_record(cx, link.record) {
                    let key = &cx.record(link.record).key;
                    self.named.push(format!("{key}, which is no change record"));
                }
            }
            let elsewhere = keys
                .dangling
                .iter()
                .filter(|key| !key_is_covered(cx, key))
                .chain(&keys.not_imported);
            for key in elsewhere {
                self.named
                    .push(format!("{}, which was not imported", key.key));
            }
        }
    }
}

/// The changes that rest on a record.
fn changes_of<'a>(cx: &Context<'a>, id: ChangeRecordId) -> impl Iterator<Item = &'a Change> {
    let cx = *cx;
    cx.subject.change_set.changes.iter().filter(move |change| {
        let links = links_of_change(&cx, change);
        links.iter().any(|link| link.record == id)
    })
}

fn attest(world: &mut World, answer: &str, person: &str) {
    let mut of = World::attestation("EMG-01", "CHG-1000", JUSTIFIED.text, answer);
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
        name: "the author of the change confirmed its own emergency",
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
