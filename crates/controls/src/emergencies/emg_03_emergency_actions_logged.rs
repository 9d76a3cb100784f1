//! EMG-03: what was done in an emergency is logged, and each action names a person.
// long file: check and cases of one control stand together.

use changeproof_domain::account::Account;
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::person::Identity;
use changeproof_domain::record::{IncidentAction, IncidentActionKind, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, DeploymentId, RecordRef};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, account_text, text_by, when};
use crate::control::{Control, Judges, OfRecords, Severity, none, partial};
use crate::emergencies::actions::{
    actions, actions_that_do_not_count, actions_unseen, incidents_until,
};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::actor::{Named, Trigger, deployer, trigger};
use crate::shared::category;
use crate::shared::emergency::{self, each_emergency, incident_facts, incident_name};
use crate::shared::known::Known;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-03",
    version: 3,
    name: "Emergency actions logged",
    severity: Severity::High,
    clauses: &["EMG-LOG"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[partial(
        "SOC 2",
        "CC7.3",
        "Tests that the deployment of an emergency has an attributable log, not that each step is in it.",
    )],
    stricter_than_policy: None,
    checks: "Passes when a log covers the emergency from its first attempt to the deployment and names a \
        person of the roster for each attempt: the deployment's own record or the pipeline run that it \
        names. Where one of them names nobody, a change of the status of an incident of the service by a \
        person of the roster, while the incident was open and after the deployment began, does instead; that \
        one was given or took on an incident is no work on it. A shared or \
        generic login and a service identity without a triggering person are nobody. Fails when all these \
        logs were exported and name nobody. Does not apply where no change of the deployment is an \
        emergency, or nothing justifies it (EMG-01 fails).",
    why: "In a hurry people have more rights than usual; who did what must be found afterwards.",
    evidence: "Deployments with their actor, workflow runs, incidents with their actions, roster.",
    needs: &[
        RecordKind::ChangeRecord,
        RecordKind::PipelineRun,
        RecordKind::Incident,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: write down who did what, and stop the use of shared logins in emergencies. \
        Insufficient evidence: import the pipeline runs, and add the accounts to the roster.",
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
    emergency::of_record_alone(cx, id, category::judged_as(cx, id), check)
}

fn check(cx: &Context<'_>) -> Finding {
    each_emergency(
        cx,
        |id| category::judged_as(cx, id),
        |id| check_record(cx, id),
    )
}

/// Who is named for an attempt.
struct Actor {
    known: Known,
    /// The person's name, or why there is none.
    shown: String,
    facts: Vec<Fact>,
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let key = &cx.record(id).key;
    let actors: Vec<Actor> = match cx.deployed() {
        Some(deployed) => {
            let attempts = deployed.subject.attempts.iter().copied();
            attempts
                .chain([deployed.subject.deployment])
                .map(|attempt| actor(&deployed, attempt))
                .collect()
        }
        None => vec![mover(cx, id)],
    };
    let facts = || -> Vec<Fact> {
        let own = actors.iter().flat_map(|of| of.facts.clone());
        own.chain(category::fact(cx, id))
            .chain(cx.start_fact())
            .collect()
    };
    let all = actors.iter().fold(Known::Yes, |all, of| all.and(of.known));
    if all == Known::Yes {
        return cx
            .pass(|| {
                let mut names: Vec<&str> = actors.iter().map(|of| of.shown.as_str()).collect();
                names.dedup();
                let names = names.join(", ");
                let start = when(cx.start());
                match cx.deployed() {
                    Some(_) => format!(
                        "The log of the emergency {key} names who set off each attempt from {start} on: \
                         {names}."
                    ),
                    None => format!(
                        "The history of the emergency {key} names who moved it on from {start} on: {names}."
                    ),
                }
            })
            .with(facts());
    }
    let actions = actions(cx);
    if let Some(of) = actions.iter().find(|of| of.known == Known::Yes) {
        return cx
            .pass(|| {
                let gone = actors.iter().find(|of| of.known != Known::Yes);
                format!(
                    "For the emergency {key} {}; {} changed the status of {:#} at {}.",
                    gone.map_or("", |of| of.shown.as_str()),
                    of.who,
                    incident_name(&cx.snapshot.incidents[of.incident.index()]),
                    of.action.at.value().map(when).unwrap_or_default()
                )
            })
            .with(of.facts(cx))
            .with(incident_facts(cx, of.incident))
            .with(facts());
    }
    let open = actors.iter().find(|of| of.known == Known::Unknown);
    let open_action = actions.iter().find(|of| of.known == Known::Unknown);
    let unseen = actions_unseen(cx);
    if let Some(of) = open {
        return cx
            .insufficient(|| {
                format!(
                    "Who acted in the emergency {key} cannot be told: {}.",
                    of.shown
                )
            })
            .with(facts());
    }
    let gone = actors.iter().find(|of| of.known == Known::No);
    let gone = gone.map_or("", |of| of.shown.as_str());
    if let Some(of) = open_action {
        return cx
            .insufficient(|| {
                format!(
                    "For the emergency {key} {gone}. Whether {}, who is named in the log of {:#}, is a person \
                     of the roster who acted in the emergency cannot be told.",
                    of.who,
                    incident_name(&cx.snapshot.incidents[of.incident.index()])
                )
            })
            .with(of.facts(cx))
            .with(incident_facts(cx, of.incident))
            .with(facts());
    }
    if let Some(why) = unseen {
        return cx
            .insufficient(|| format!("For the emergency {key} {gone}, and {why}."))
            .with(facts());
    }
    if !cx.start_is_known() {
        return cx
            .insufficient(|| {
                format!(
                    "For the emergency {key} {gone}; when it was carried out, and so which incidents were \
                     open then, is not known."
                )
            })
            .with(facts());
    }
    cx.fail(|| {
        format!(
            "For the emergency {key} {gone}, and no incident of the service shows that a person of the roster \
             changed its status in that time."
        )
    })
    .with(actions_that_do_not_count(cx))
    .with(cx.covered_by(
        RecordKind::Incident,
        [&Scope::Company],
        (cx.start().at, incidents_until(cx)),
    ))
    .with(facts())
}

/// Who set off an attempt, or carried it out where nobody did.
fn actor(cx: &Context<'_>, attempt: DeploymentId) -> Actor {
    let trigger = trigger(cx, attempt);
    let by = match deployer(cx, attempt) {
        Field::Value(named) => Some(named),
        Field::Empty | Field::NotExported => None,
    };
    match (trigger, by) {
        (Trigger::Named(named), _) => of_named(cx, &named),
        (Trigger::Nobody, Some(named)) => of_named(cx, &named),
        (Trigger::NotExported, Some(named)) => {
            let actor = of_named(cx, &named);
            match actor.known {
                Known::Yes | Known::Unknown => actor,
                Known::No => Actor {
                    known: Known::Unknown,
                    shown: "the pipeline run that would name a person was not imported, or does not tell who set it \
                            off"
                        .to_owned(),
                    ..actor
                },
            }
        }
        (Trigger::NotExported, None) => Actor {
            known: Known::Unknown,
            shown: "neither the deployment nor a run that names a person was exported".to_owned(),
            facts: Vec::new(),
        },
        (Trigger::Nobody, None) => {
            let known = match cx.attempt(attempt).deployed_by {
                Field::NotExported => Known::Unknown,
                Field::Empty | Field::Value(_) => Known::No,
            };
            Actor {
                known,
                shown: "the deployment's record names nobody".to_owned(),
                facts: cx
                    .fact(RecordRef::Deployment(attempt), "deployed_by", || {
                        account_text(&cx.attempt(attempt).deployed_by)
                    })
                    .into_iter()
                    .collect(),
            }
        }
    }
}

fn of_named(cx: &Context<'_>, named: &Named<'_>) -> Actor {
    of_account(cx, named.account, named.fact(cx).into_iter().collect())
}

/// Who moved a record on while its change was carried out by hand: its history is the log.
fn mover(cx: &Implementation<'_>, id: ChangeRecordId) -> Actor {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let nobody = |known, shown: String| Actor {
        known,
        shown,
        facts: history_facts(cx, id),
    };
    if record.history.is_not_exported() {
        let shown = "its history was not exported";
        return nobody(Known::Unknown, shown.to_owned());
    }
    let moves = record.history.items().iter().enumerate();
    let moves = moves.filter(|(_, edit)| edit.field == "status");
    let mut best: Option<Actor> = None;
    for (at, edit) in moves {
        let in_time = match cx.against_start(&edit.at, EventSystem::Other) {
            Order::Later | Order::Equal if cx.start_is_known() => Known::Yes,
            Order::Later | Order::Equal | Order::Undecided => Known::Unknown,
            Order::Earlier => continue,
        };
        // Who closes a record later need not be who carried it out.
        let in_time = match record.actual_end.value().map(|end| edit.at.order(end, 0)) {
            Some(Order::Later | Order::Undecided) => Known::Unknown,
            Some(Order::Earlier | Order::Equal) | None => in_time,
        };
        let mut actor = match &edit.author {
            Field::Value(account) => {
                let field = format!("history[{at}].author");
                let name = || account.shown().to_owned();
                let fact = cx.fact_at(own, field, edit.place.as_deref(), name);
                let facts = fact.into_iter().chain(cx.edit_facts(id, at));
                of_account(cx, account, facts.collect())
            }
            Field::Empty | Field::NotExported => nobody(
                Known::Unknown,
                "who moved it on was not exported".to_owned(),
            ),
        };
        if actor.known == Known::Yes && in_time == Known::Unknown {
            actor.shown = format!(
                "whether {} moved it on while it was carried out is not known",
                actor.shown
            );
        }
        actor.known = actor.known.and(in_time);
        let better = match (&best, actor.known) {
            (None, _) | (_, Known::Yes) => true,
            (Some(known), Known::Unknown) => known.known == Known::No,
            (Some(_), Known::No) => false,
        };
        if better {
            best = Some(actor);
        }
    }
    let mut best = best.unwrap_or_else(|| {
        let shown = "its history shows nobody who moved it on from the start on";
        nobody(Known::No, shown.to_owned())
    });
    if best.known == Known::No && !record.has_whole_history() {
        best.known = Known::Unknown;
        best.shown = format!("{}, and that history is known in part alone", best.shown);
    }
    best
}

/// The moves of a record to another status, as facts, or that there are none; of many the last ones.
fn history_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    const SHOWN: usize = 3;
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let edits = record.history.items().iter().enumerate();
    let moves = edits.filter(|(_, edit)| edit.field == "status");
    let moves: Vec<usize> = moves.map(|(at, _)| at).collect();
    let last = moves.len().saturating_sub(SHOWN);
    if !moves.is_empty() {
        let facts = moves[last..].iter().flat_map(|at| cx.edit_facts(id, *at));
        return facts.collect();
    }
    let fact = cx.fact(own, "history", || {
        text_by(&record.history, |_| "no edit of the status".to_owned())
    });
    fact.into_iter().collect()
}

fn of_account(cx: &Implementation<'_>, account: &Account, facts: Vec<Fact>) -> Actor {
    let people = &cx.snapshot.people;
    let shown = cx.shown(account).to_owned();
    let (known, shown) = if cx.is_generic(account) {
        (
            Known::No,
            format!("the log names only the shared login {shown}"),
        )
    } else if people.is_machine(account) {
        (
            Known::No,
            format!("the log names only {shown}, which is no person"),
        )
    } else {
        match people.identify(account) {
            Identity::Person(_) => (Known::Yes, shown),
            Identity::Account(..) | Identity::Unknown => (
                Known::Unknown,
                format!("the roster does not say who {shown} is"),
            ),
        }
    };
    Actor {
        known,
        shown,
        facts,
    }
}

/// A shared login deployed, and no run was named.
fn by_shared_login(world: &mut World) {
    world.emergency();
    world.deployment().triggered_by = World::login("deploy");
}

fn act(world: &mut World, who: &str, minutes: i64) {
    world.incident().actions = Field::Value(vec![IncidentAction {
        what: IncidentActionKind::StatusChanged,
        who: World::text(who),
        at: World::at(minutes),
    }]);
}

static CASES: &[Case] = &[
    Case {
        name: "the pipeline run names the person",
        given: World::emergency,
        then: Outcome::Pass,
    },
    Case {
        name: "a shared login deployed, and a person of the roster resolved the incident",
        given: |w| {
            by_shared_login(w);
            act(w, "lena@clicki.example", 100);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a shared login deployed, and a person of the roster only took on the incident",
        given: |w| {
            by_shared_login(w);
            w.incident().actions = Field::Value(vec![IncidentAction {
                what: IncidentActionKind::Acknowledged,
                who: World::text("lena@clicki.example"),
                at: World::at(10),
            }]);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login deployed, and nobody did anything about the incident afterwards",
        given: |w| {
            by_shared_login(w);
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login deployed, and somebody wrote to the incident after it was over",
        given: |w| {
            by_shared_login(w);
            act(w, "lena@clicki.example", 300);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login deployed, and when the incident was over was not exported",
        given: |w| {
            by_shared_login(w);
            act(w, "lena@clicki.example", 100);
            w.incident().resolved_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a shared login deployed, and the incident was resolved before it was opened",
        given: |w| {
            by_shared_login(w);
            act(w, "lena@clicki.example", 100);
            w.incident().resolved_at = World::at(-10 * 24 * 60);
            w.record().description = World::text("Retry the queue. It ends PALERT9.");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a shared login deployed, and a shared login resolved the incident",
        given: |w| {
            by_shared_login(w);
            act(w, "admin", 100);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login deployed, and what was done about the incident was not exported",
        given: by_shared_login,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a shared login deployed, and somebody whom the roster does not know resolved the incident",
        given: |w| {
            by_shared_login(w);
            act(w, "Zoe", 100);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a shared login deployed, and incidents do not cover the time",
        given: |w| {
            by_shared_login(w);
            act(w, "admin", 100);
            w.not_covered(RecordKind::Incident);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pipeline run names nobody, a service identity deployed, and nobody acted on the incident",
        given: |w| {
            w.emergency();
            w.run().triggering_actor = Field::Empty;
            w.run().actor = Field::NotExported;
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment comes from no run and names only a shared login, and nobody acted on the incident",
        given: |w| {
            w.emergency();
            w.set_run_url(Field::Empty);
            w.deployment().triggered_by = Field::NotExported;
            w.deployment().deployed_by = World::login("deploy");
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pipeline runs were not imported",
        given: |w| {
            w.emergency();
            w.without(RecordKind::PipelineRun);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the roster does not know who set off the run",
        given: |w| {
            w.emergency();
            w.run().triggering_actor = World::login("zoe");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the category is not known",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
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
        name: "the history names the person who moved it on",
        given: |w| {
            w.emergency();
            w.move_record("jira-ana", 30);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the history was cut, and names the person who moved it on",
        given: |w| {
            w.emergency();
            w.move_record("jira-ana", 30);
            w.record().history_is_cut = true;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the history was cut and names nobody who moved it on, and nobody acted on the incident",
        given: |w| {
            w.emergency();
            w.move_record("jira-ana", -300);
            w.record().history_is_cut = true;
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody moved it on, and a person of the roster resolved the incident",
        given: |w| {
            w.emergency();
            act(w, "lena@clicki.example", 100);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the history names nobody who moved it on, and nobody acted on the incident",
        given: |w| {
            w.emergency();
            w.move_record("jira-ana", -300);
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login moved it on, and nobody acted on the incident",
        given: |w| {
            w.emergency();
            w.move_record("admin", 30);
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login moved it on, then somebody whom the roster does not know",
        given: |w| {
            w.emergency();
            w.move_record("admin", 20);
            w.move_record("jira-stranger", 30);
            act(w, "lena@clicki.example", -50);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "only the closing is known, and a person moved it on after that",
        given: |w| {
            w.record().category = World::text("Emergency");
            w.record().description = World::text("Close CVE-2025-41284 in the queue.");
            w.only_closed_at(60);
            w.move_record("jira-ana", 90);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "somebody whom the roster does not know moved it on",
        given: |w| {
            w.emergency();
            w.move_record("jira-stranger", 30);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its history was not exported",
        given: |w| {
            w.emergency();
            w.record().history = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
