//! MON-02: incidents soon after a deployment were held against it, and concluded in time.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{Attestation, RecordKind};
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::{DAY, HOUR, Moment, Precision, Timestamp};

use crate::case::{Case, START, World};
use crate::context::{Context, field_text, span, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::monitoring::ruled_out::{RULED_OUT, ruled_out};
use crate::shared::attested::Answer;
use crate::shared::emergency::{
    OnService, Place, after, incident_facts, incident_name, incident_of_word, not_proven,
    opened_between, opened_words, place, words,
};
use crate::shared::ended::{resolved, why_not_known};
use crate::shared::linked_records::links_of_deployment;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "MON-02",
    version: 2,
    name: "Issues investigated",
    severity: Severity::High,
    clauses: &["6-INV"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("incident_window_hours", p.incident_window / HOUR),
            Parameter::number(
                "investigation_due_business_days",
                p.investigation_due_business_days,
            ),
        ]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC7.3",
            "Tests that incidents after deployments are looked at, not how events are evaluated.",
        ),
        partial(
            "SOC 2",
            "CC7.4",
            "Tests that incidents after deployments end in time, not how they are answered.",
        ),
        partial(
            "ISO 27001:2022",
            "A.5.26",
            "Tests time alone, not whether documented procedures were followed.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy gives no times; 72 hours after a deployment and five business days are ours.",
    ),
    checks: "Passes when no incident on the service was opened within 72 hours after the deployment \
        began, or when each of them is linked to the deployment and was resolved within five business \
        days. It is linked where the deployment, its pull requests or its change records name the \
        incident, or the incident's title names a change record. Fails when one was resolved later or \
        is still open. Cannot tell when one was resolved before it was opened: both cannot be. An incident that is not linked may have nothing to do with the deployment: it \
        counts like a linked one when a person with no part in the change attested for the incident's id \
        that no deployment caused it (question 'Is it ruled out that a deployment caused the incident?', \
        answer yes, with a reason). As long as neither is there it cannot be told. Pending \
        while the 72 hours, or the days until an incident is due, have not passed.",
    why: "A failure that nobody traces to its change comes back with the next one.",
    evidence: "Incidents with service, opening and resolution, exported until five business days after \
        the last deployment.",
    needs: &[RecordKind::Incident],
    remedy: "Fail: conclude the incident and record why it took so long. Insufficient evidence: name \
        the incident in the change record, confirm that the deployment did not cause it, or import the \
        incidents of that time.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let window = after(cx.start(), cx.parameters().incident_window);
    let tolerance = cx.parameters().clock_tolerance;
    let found = opened_between(cx, cx.start().at, window.latest().plus(tolerance));
    let of_incidents: Vec<Finding> = found
        .iter()
        .filter_map(|found| check_incident(cx, found, &window))
        .collect();
    let service = &cx.deployment().service;
    let hours = cx.parameters().incident_window / HOUR;
    let rest = if cx.as_of <= window.latest() {
        Some(cx.pending(|| {
            format!(
                "Incidents on {service} are looked for until {}, {hours} h after the deployment began.",
                when(&window)
            )
        }))
    } else if let Some(why) = not_proven(cx, cx.start().at, window.latest()) {
        Some(cx.insufficient(|| {
            format!(
                "Whether there was an incident on {service} within {hours} h after the deployment \
                 cannot be told: {why}."
            )
        }))
    } else {
        of_incidents.is_empty().then(|| {
            cx.pass(|| {
                format!(
                    "No incident on {service} was opened within {hours} h after the deployment began \
                     at {}.",
                    when(cx.start())
                )
            })
            .with(cx.covered_by(
                RecordKind::Incident,
                [&Scope::Company],
                (cx.start().at, window.latest()),
            ))
        })
    };
    let own = [
        cx.start_fact(),
        cx.fact(cx.own_record(), "service", || service.clone()),
    ];
    Finding::worst(of_incidents.into_iter().chain(rest))
        .unwrap_or_else(|| cx.insufficient(|| "The incidents cannot be told.".to_owned()))
        .with(own.into_iter().flatten())
}

/// The verdict on one incident; none where it was not opened in the hours after the deployment.
fn check_incident(cx: &Context<'_>, found: &OnService<'_>, window: &Moment) -> Option<Finding> {
    let name = || incident_name(found.incident);
    let doubt = match place(cx, found, window) {
        Place::Outside => return None,
        Place::Within => None,
        Place::Perhaps(why) => Some(why),
    };
    let finding = match (found.incident.opened_at.value(), doubt) {
        (None, _) => cx.insufficient(|| format!("When {:#} was opened was not exported.", name())),
        (Some(opened), None) => concluded(cx, found, opened),
        (Some(opened), Some(why)) => {
            let finding = concluded(cx, found, opened);
            match finding.outcome {
                Outcome::Fail | Outcome::Pass => {
                    cx.insufficient(|| format!("{} {why}. {}", name(), finding.reason))
                }
                Outcome::InsufficientEvidence | Outcome::Pending | Outcome::NotApplicable => {
                    finding
                }
            }
        }
    };
    Some(finding.with(incident_facts(cx, found.id)))
}

/// Whether an incident was linked, and concluded in time.
fn concluded(cx: &Context<'_>, found: &OnService<'_>, opened: &Moment) -> Finding {
    let incident = found.incident;
    let name = || incident_name(incident);
    let days = cx.parameters().investigation_due_business_days;
    let due = cx.snapshot.calendar.due(opened.at, days);
    let due_words = || due_words(cx, due);
    let link = linked_by(cx, found);
    let linked = link
        .as_ref()
        .map(|link| format!("is linked to the deployment by {}", link.by));
    let ruled_out = ruled_out(cx, found.id);
    let linked = linked.or_else(|| match &ruled_out {
        Answer::Yes(of) => Some(format!(
            "was ruled out ({})",
            of.sentence().trim_end_matches('.')
        )),
        Answer::Nothing | Answer::No(_) | Answer::Void(_) | Answer::Unknown { .. } => None,
    });
    match &resolved(incident) {
        Field::NotExported => {
            return cx.insufficient(|| {
                let why = why_not_known(incident);
                format!("When {:#} was resolved {why}.", name())
            });
        }
        Field::Value(at) if at.at > due => {
            return cx.fail(|| {
                format!(
                    "{} was opened {}, and resolved only at {}, {} after it was due by {}.",
                    name(),
                    opened_words(cx, incident),
                    when(at),
                    span(due, at.at),
                    due_words()
                )
            });
        }
        Field::Value(at) if at.latest() > due => {
            return cx.insufficient(|| {
                format!(
                    "The time at which {:#} was resolved is too coarse to tell whether it was in time.",
                    name()
                )
            });
        }
        Field::Empty | Field::Value(_) if cx.as_of <= due && linked.is_none() => {
            return cx.pending(|| {
                format!(
                    "{} was opened {}, and is to be linked or ruled out, and concluded, by {}.",
                    name(),
                    opened_words(cx, incident),
                    due_words()
                )
            });
        }
        Field::Empty if cx.as_of <= due => {
            return cx.pending(|| format!("{} is due to be concluded by {}.", name(), due_words()));
        }
        Field::Empty => {
            let kind = RecordKind::Incident;
            let covered = cx
                .snapshot
                .coverage
                .through(kind, &Scope::Company, opened.at, due);
            return match covered {
                true => cx
                    .fail(|| {
                        format!(
                            "{} was opened {}, and is not resolved; it was due by {}.",
                            name(),
                            opened_words(cx, incident),
                            due_words()
                        )
                    })
                    .with(cx.covered_by(kind, [&Scope::Company], (opened.at, due))),
                false => cx.insufficient(|| {
                    format!(
                        "{} was not resolved when it was exported, and the imported incidents do not \
                         cover the time until it was due by {}.",
                        name(),
                        due_words()
                    )
                }),
            };
        }
        Field::Value(_) => {}
    }
    let resolved = incident.resolved_at.value().map(when).unwrap_or_default();
    match linked {
        Some(by) => cx.pass(|| {
            format!(
                "{} was opened {}, {by}, and was resolved at {resolved}, in time.",
                name(),
                opened_words(cx, incident)
            )
        }),
        None => cx.insufficient(|| {
            format!(
                "{} was opened {}, and resolved at {resolved}, in time. Nothing links it to the \
                 deployment{}",
                name(),
                opened_words(cx, incident),
                match &ruled_out {
                    Answer::No(of) => format!(
                        ". {} Which deployment caused it, if any, is still to be linked.",
                        of.sentence()
                    ),
                    other => format!(
                        ", so a person has to attest whether a deployment caused it.{}",
                        other.remark()
                    ),
                }
            )
        }),
    }
    .with(link.and_then(|link| link.fact))
    .with(ruled_out.facts(cx))
}

/// The day at whose end an incident is due, with its zone.
fn due_words(cx: &Context<'_>, due: Timestamp) -> String {
    let zone = cx.snapshot.calendar.zone;
    format!("the end of {} ({zone})", due.date_in(zone))
}

/// What links an incident to the deployment.
struct Link {
    /// In words.
    by: String,
    /// The text that names one or the other.
    fact: Option<Fact>,
}

fn linked_by(cx: &Context<'_>, found: &OnService<'_>) -> Option<Link> {
    let names = |text: &str| words(text).any(|word| incident_of_word(cx, &word) == Some(found.id));
    let link = |by: String, of: RecordRef, field: &'static str, text: &Field<String>| {
        let fact = cx.fact(of, field, || field_text(text));
        Some(Link { by, fact })
    };
    for of in links_of_deployment(cx).iter() {
        let record = cx.record(of.record);
        let own = RecordRef::ChangeRecord(of.record);
        for (field, text) in [
            ("title", &record.title),
            ("description", &record.description),
            ("justification", &record.justification),
        ] {
            if names(text.text()) {
                return link(format!("{}, which names it", record.key), own, field, text);
            }
        }
        let title = &found.incident.title;
        if words(title.text()).any(|word| word.text.eq_ignore_ascii_case(&record.key)) {
            let by = format!("its title, which names {}", record.key);
            return link(by, RecordRef::Incident(found.id), "title", title);
        }
    }
    for change in &cx.subject.change_set.changes {
        let Some(of) = cx.pull_request(change) else {
            continue;
        };
        for (field, text) in [("title", &of.title), ("body", &of.body)] {
            if names(text.text()) {
                let name = format!("{:#}", cx.change_name(change));
                let own = cx.change_record_ref(change);
                return link(format!("{name}, which names it"), own, field, text);
            }
        }
    }
    let notes = &cx.deployment().notes;
    match names(notes.text()) {
        true => link(
            "the notes of the deployment".to_owned(),
            cx.own_record(),
            "notes",
            notes,
        ),
        false => None,
    }
}

/// An incident that was resolved in time, of which somebody attested something.
fn attest(world: &mut World, answer: &str, person: &str) {
    world.add_incident(120, 60);
    let mut of = World::attestation("MON-02", "PALERT9", RULED_OUT.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "an incident that was resolved in time was ruled out by somebody with no part in the change",
        given: |w| attest(w, "yes", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "the author of the change ruled the incident out",
        given: |w| attest(w, "yes", "ana@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was ruled out before it was opened",
        given: |w| {
            w.add_incident(120, 60);
            w.add(Attestation {
                at: World::at(60),
                ..World::attestation("MON-02", "PALERT9", RULED_OUT.text, "yes")
            });
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was attested as not ruled out",
        given: |w| attest(w, "no", "chidi@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incident in the days after",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the change record names the incident, which was resolved the same day",
        given: |w| {
            w.add_incident(120, 60);
            w.record().description = World::text("Retry the queue. It caused PALERT9 for an hour.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the change record names the incident by its number",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().number = World::text("41");
            w.record().description = World::text("Retry the queue. It caused incident #41.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the change record names the incident, which was resolved on the day on which it was due",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().resolved_at = World::day_of(7 * 24 * 60);
            w.record().description = World::text("Retry the queue. It caused PALERT9 for an hour.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the title of the incident names the change record",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().title = World::text("Errors since CHG-1000");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the pull request names the incident",
        given: |w| {
            w.add_incident(120, 60);
            w.pull_request().body = World::text("It caused PALERT9 for an hour.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the notes of the deployment name the incident",
        given: |w| {
            w.add_incident(120, 60);
            w.deployment().notes = World::text("Caused PALERT9.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an incident on another service",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().service = World::text("partner-web");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an incident was opened before the deployment",
        given: |w| w.add_incident(-60, 180),
        then: Outcome::Pass,
    },
    Case {
        name: "an incident was opened four days after",
        given: |w| w.add_incident(4 * 24 * 60, 60),
        then: Outcome::Pass,
    },
    Case {
        name: "an incident was resolved only after nine days",
        given: |w| w.add_incident(120, 9 * 24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "an incident was never resolved",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an incident that was resolved in time is neither linked nor ruled out",
        given: |w| w.add_incident(120, 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request names another one, whose number is also the incident's",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().number = World::text("41");
            w.pull_request().body = World::text("What #41 left undone in the queue.");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident that was resolved late names no service",
        given: |w| {
            w.add_incident(120, 9 * 24 * 60);
            w.incident().service = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident that was resolved late was opened 3 min after the start by another clock",
        given: |w| w.add_incident(3, 9 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident that was resolved late was opened 3 min after the last of the 72 hours by another clock",
        given: |w| w.add_incident(72 * 60 + 3, 9 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the day on which the incident was resolved begins before it was due, and ends after",
        given: |w| {
            w.add_incident(120, 60);
            let coarse = Moment {
                precision: Precision::Day,
                ..World::moment(7 * 24 * 60)
            };
            w.incident().resolved_at = Field::Value(coarse);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "resolved at the last instant before it was due, and neither linked nor ruled out",
        given: |w| {
            w.add_incident(120, 60);
            let midnight = START.plus(7 * DAY + 14 * HOUR);
            w.incident().resolved_at = Field::Value(Moment::utc(midnight.plus(-1)));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the incident was resolved was not exported",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().resolved_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was resolved before it was opened",
        given: |w| w.add_incident(120, -24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the incident was opened was not exported",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().opened_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "incidents do not cover the time",
        given: |w| w.not_covered(RecordKind::Incident),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no incidents were imported",
        given: |w| w.without(RecordKind::Incident),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no imported incident names the service",
        given: |w| w.incident().service = World::text("partner-web"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the 72 hours have not passed",
        given: |w| w.as_of(24 * 60),
        then: Outcome::Pending,
    },
    Case {
        name: "an open incident is not due yet",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
            w.as_of(4 * 24 * 60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "an open incident that the change record names is not due yet",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
            w.record().description = World::text("Retry the queue. It caused PALERT9.");
            w.as_of(4 * 24 * 60);
        },
        then: Outcome::Pending,
    },
];
