//! EMG-05: emergencies are a small share of all changes, and do not repeat on one service.

use std::collections::{BTreeMap, BTreeSet};

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef, SubjectId};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Timestamp};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;
use crate::shared::category::{self, Category};
use crate::shared::linked_records::{
    Presence, is_change_record, links_of_change, links_of_deployment, presence,
};

/// How many emergencies are listed as facts.
const LISTED: usize = 50;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-05",
    version: 1,
    name: "Emergency overuse",
    severity: Severity::Medium,
    clauses: &["CAT-EMG"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("emergency_percent", p.emergency_percent),
            Parameter::number("repeats", p.emergency_repeats),
            Parameter::number("repeats_within_days", p.emergency_repeats_within / DAY),
            Parameter::number("changes_at_least", p.emergency_share_from),
        ]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC4.1",
        "An indicator of how the emergency path is used, not a test of monitoring in general.",
    )],
    stricter_than_policy: Some(
        "The policy gives no number of emergencies; ten percent, and fewer than three of a service in \
         ninety days, are ours.",
    ),
    checks: "An indicator. Passes where at most ten percent of the changes deployed in the period were \
        recorded as emergencies when they were deployed, and no service had three of them within ninety \
        days. Fails where there were more. A change is a change record; a change without one counts too, \
        and so does a deployment whose changes cannot be told, as one that may be an emergency. \
        Insufficient evidence where changes of unknown category decide. Does not apply to fewer than \
        twenty changes.",
    why: "Who declares emergencies often has found a way around the approval.",
    evidence: "Change records with their category, deployments, commits and pull requests of the period.",
    needs: &[
        RecordKind::Deployment,
        RecordKind::PullRequest,
        RecordKind::Commit,
        RecordKind::ChangeRecord,
    ],
    remedy: "Fail: review why the emergency path was taken so often; plan such changes as normal ones. \
        Insufficient evidence: export change records with their category, and all commits and pull \
        requests of the period.",
    check: Judges::Period(check),
    cases: CASES,
};

/// An emergency, or what may be one.
struct Emergency<'a> {
    /// None where only a record that was not found could tell.
    record: Option<ChangeRecordId>,
    deployment: Context<'a>,
}

/// What was counted over the period.
#[derive(Default)]
struct Counted<'a> {
    changes: usize,
    emergencies: Vec<Emergency<'a>>,
    perhaps: Vec<Emergency<'a>>,
    /// The first and the last deployment that ship a change.
    ends: Option<(Context<'a>, Context<'a>)>,
    /// Whether the changes of a deployment cannot be told: any record without a deployment may be one.
    has_open_ranges: bool,
}

impl<'a> Counted<'a> {
    fn of(deployments: impl Iterator<Item = Context<'a>>) -> Counted<'a> {
        let mut counted = Counted::default();
        let mut seen: BTreeSet<ChangeRecordId> = BTreeSet::new();
        for deployment in deployments {
            // A change to other paths of the repository than those of the service is one all the same.
            let set = &deployment.subject.change_set;
            if set.is_empty_by_nature() && set.left_out.is_empty() {
                continue;
            }
            counted.ends = Some((counted.ends.map_or(deployment, |ends| ends.0), deployment));
            let left_out = set.left_out.iter().flat_map(|change| &change.keys.links);
            let left_out = left_out.filter(|link| is_change_record(&deployment, link.record));
            let links = links_of_deployment(&deployment);
            for link in links.iter().copied().chain(left_out) {
                if seen.insert(link.record) {
                    let category = category::at_start(&deployment, link.record);
                    counted.add(category, Some(link.record), deployment);
                }
            }
            for change in set.changes.iter().chain(&set.left_out) {
                if links_of_change(&deployment, change).is_empty() {
                    let category = match presence(&deployment, change) {
                        Presence::Linked | Presence::Carried | Presence::Absent => Category::Normal,
                        Presence::Unknown => Category::Unknown,
                    };
                    counted.add(category, None, deployment);
                }
            }
            if deployment.unknown_changes().is_some() {
                counted.has_open_ranges = true;
                counted.add(Category::Unknown, None, deployment);
            }
        }
        counted
    }

    fn add(&mut self, category: Category, record: Option<ChangeRecordId>, deployment: Context<'a>) {
        self.changes += 1;
        let emergency = Emergency { record, deployment };
        match category {
            Category::Standard | Category::Normal => {}
            Category::Emergency | Category::PerhapsEmergency => self.emergencies.push(emergency),
            Category::Unknown => self.perhaps.push(emergency),
        }
    }

    /// The emergencies, and what may be one, as facts.
    fn category_facts(&self, cx: &PeriodContext<'_>) -> Vec<Fact> {
        let listed = self.emergencies.iter().chain(&self.perhaps).take(LISTED);
        listed
            .filter_map(|one| {
                let id = one.record?;
                cx.fact(RecordRef::ChangeRecord(id), "category", || {
                    field_text(&cx.snapshot.change_records[id.index()].category)
                })
            })
            .collect()
    }

    fn facts(&self, cx: &PeriodContext<'_>) -> Vec<Fact> {
        let ends = self
            .ends
            .into_iter()
            .flat_map(|(first, last)| [first, last]);
        let mut facts = self.category_facts(cx);
        for fact in ends.filter_map(|deployment| deployment.start_fact()) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }
}

fn check(cx: &PeriodContext<'_>) -> Finding {
    let parameters = cx.parameters();
    let counted = Counted::of(cx.deployments());
    let least = parameters.emergency_share_from;
    let (from, to) = cx.known_time();
    let complete = cx.deployments_covered(from, to);
    if counted.changes < least {
        if !complete {
            return cx.insufficient(|| {
                format!(
                    "{} changes are known to have been deployed in the period, and the imported deployments \
                     do not cover it.",
                    counted.changes
                )
            });
        }
        return cx.not_applicable(|| {
            format!(
                "{} changes were deployed in the period; of fewer than {least} no share is told.",
                counted.changes
            )
        });
    }
    let known = counted.emergencies.len();
    let hidden = hidden(cx, &counted);
    let most = known + counted.perhaps.len() + hidden.unwrap_or(0);
    let percent = parameters.emergency_percent as usize;
    let too_large = |emergencies: usize| emergencies * 100 > counted.changes * percent;
    let repeats_from = from.plus(-parameters.emergency_repeats_within);
    // Those before the period count where they are known.
    let before = cx.deployments_between(repeats_from, from.plus(-1));
    let before = Counted {
        perhaps: Vec::new(),
        ..Counted::of(before)
    };
    let certain = || before.emergencies.iter().chain(&counted.emergencies);
    let repeated = repeated(cx, certain(), 0);
    let days = cx.known_days();
    let share = || {
        format!(
            "{known} of {} changes deployed from {} to {} {}",
            counted.changes,
            days.from,
            days.to,
            match known {
                1 => "was recorded as an emergency",
                _ => "were recorded as emergencies",
            }
        )
    };

    let finding = if let Some(service) = repeated {
        cx.fail(|| {
            format!(
                "{service} had {} emergencies or more within {} days; {}.",
                parameters.emergency_repeats,
                parameters.emergency_repeats_within / DAY,
                share()
            )
        })
    } else if too_large(known) && !counted.has_open_ranges && complete {
        cx.fail(|| format!("{}, more than {percent} %.", share()))
    } else if !complete {
        cx.insufficient(|| {
            format!(
                "{}; the imported deployments do not cover the whole period, so there may be more.",
                share()
            )
        })
    } else if hidden.is_none()
        || too_large(most)
        || self::repeated(cx, certain().chain(&counted.perhaps), hidden.unwrap_or(0)).is_some()
    {
        cx.insufficient(|| {
            format!(
                "{}; whether {} more were is not known, and that decides.",
                share(),
                counted.perhaps.len().max(1)
            )
        })
    } else {
        cx.pass(|| {
            let days = parameters.emergency_repeats_within / DAY;
            let unseen = if cx.deployments_covered(repeats_from, to) {
                String::new()
            } else {
                format!(
                    " The imported deployments do not cover the {days} days before; whether emergencies of \
                     then make more repeats cannot be told."
                )
            };
            format!(
                "{}, at most {percent} %, and no service had {} within {days} days.{unseen}",
                share(),
                parameters.emergency_repeats,
            )
        })
    };
    finding
        .with(counted.facts(cx))
        .with(before.category_facts(cx))
}

/// How many emergencies may hide in deployments whose changes cannot be told: records of emergencies
/// that no deployment is known to rest on. None where records may be missing.
fn hidden(cx: &PeriodContext<'_>, counted: &Counted<'_>) -> Option<usize> {
    if !counted.has_open_ranges {
        return Some(0);
    }
    let kind = RecordKind::ChangeRecord;
    if !cx.covered(kind, cx.snapshot.coverage.scopes(kind), cx.known_time()) {
        return None;
    }
    let records = cx.snapshot.change_records.iter().enumerate();
    let unused = records.filter(|(index, record)| {
        let word = record.category.value();
        let normal = word.is_some_and(|word| {
            matches!(
                category::of_word(word, cx.parameters()),
                Category::Standard | Category::Normal
            )
        });
        !normal
            && !cx
                .snapshot
                .uses_of
                .contains_key(&ChangeRecordId::from(*index))
    });
    Some(unused.count())
}

/// A service that had too many of these within the window, where so many more may be anybody's.
fn repeated<'e, 'a: 'e>(
    cx: &PeriodContext<'_>,
    emergencies: impl Iterator<Item = &'e Emergency<'a>>,
    anybodys: usize,
) -> Option<String> {
    let parameters = cx.parameters();
    let mut starts: BTreeMap<String, Vec<(Timestamp, SubjectId)>> = BTreeMap::new();
    for one in emergencies {
        let service = folded(&one.deployment.deployment().service).into_owned();
        let start = (one.deployment.start().at, one.deployment.id);
        starts.entry(service).or_default().push(start);
    }
    let enough = parameters.emergency_repeats.saturating_sub(anybodys).max(1);
    let (begin, _) = cx.known_time();
    let within = |run: &[(Timestamp, SubjectId)]| {
        let (first, last) = (run[0].0, run[run.len() - 1].0);
        last >= begin && last <= first.plus(parameters.emergency_repeats_within)
    };
    starts.into_iter().find_map(|(service, mut starts)| {
        starts.sort_unstable();
        starts.windows(enough).any(within).then_some(service)
    })
}

/// So many emergencies of one service in the days before the period, which has two changes.
fn before_the_period(world: &mut World, emergencies: usize) {
    world.deploy_changes(18, emergencies);
    world.period_from(2025, 2, 12);
    world.parameters.emergency_share_from = 2;
    world.parameters.emergency_percent = 50;
}

static CASES: &[Case] = &[
    Case {
        name: "one emergency among twenty-two changes",
        given: |w| w.deploy_changes(18, 1),
        then: Outcome::Pass,
    },
    Case {
        name: "no emergency at all",
        given: |w| w.deploy_changes(18, 0),
        then: Outcome::Pass,
    },
    Case {
        name: "three emergencies on one service within ninety days, of forty-two changes",
        given: |w| w.deploy_changes(36, 3),
        then: Outcome::Fail,
    },
    Case {
        name: "three emergencies on services of their own among twenty-four changes",
        given: |w| {
            w.deploy_changes(18, 3);
            w.spread_over_services();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "three emergencies on services of their own among forty-three changes",
        given: |w| {
            w.deploy_changes(37, 3);
            w.spread_over_services();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "three emergencies on services of their own among thirty changes, which is ten percent",
        given: |w| {
            w.deploy_changes(24, 3);
            w.spread_over_services();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "twenty changes, one of which is an emergency",
        given: |w| w.deploy_changes(16, 1),
        then: Outcome::Pass,
    },
    Case {
        name: "two emergencies of one service just before the period, and one within",
        given: |w| {
            before_the_period(w, 2);
            w.record().category = World::text("Emergency");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "three emergencies of one service, all before the period",
        given: |w| before_the_period(w, 3),
        then: Outcome::Pass,
    },
    Case {
        name: "an emergency that began with the first instant of the period counts once",
        given: |w| {
            w.deploy_changes(0, 21);
            w.period_from(2025, 2, 11);
            w.parameters.emergency_percent = 100;
            w.parameters.emergency_repeats = 22;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployments were not exported for all of the time before the period in which repeats count",
        given: |w| {
            w.deploy_changes(18, 1);
            w.parameters.emergency_repeats_within = 500 * DAY;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "two emergencies on services of their own, and the category of one more change was not exported",
        given: |w| {
            w.deploy_changes(22, 2);
            w.spread_over_services();
            w.record().category = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "what may be three emergencies of one service, of forty-two changes",
        given: |w| {
            w.deploy_changes(36, 3);
            w.forget_categories("Emergency");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "what one deployment brought cannot be told, and an emergency is recorded that no deployment is known to have brought",
        given: |w| {
            w.deploy_changes(34, 2);
            w.spread_over_services();
            w.deployment().revision = World::text("ffffffffffffffffffffffffffffffffffffffff");
            w.add_ticket("CHG-9000", "Emergency", -60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the category of three changes was not exported",
        given: |w| {
            w.deploy_changes(18, 3);
            w.forget_categories("Emergency");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "what one deployment brought cannot be told, and that cannot decide",
        given: |w| {
            w.deploy_changes(25, 1);
            w.deployment().revision = World::text("ffffffffffffffffffffffffffffffffffffffff");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "what one deployment brought cannot be told, and tickets were not exported to the end",
        given: |w| {
            w.deploy_changes(25, 1);
            w.deployment().revision = World::text("ffffffffffffffffffffffffffffffffffffffff");
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "too many emergencies, and deployments do not cover the period",
        given: |w| {
            w.deploy_changes(18, 3);
            w.spread_over_services();
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "few emergencies, and deployments do not cover the period",
        given: |w| {
            w.deploy_changes(18, 1);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "three emergencies of one service, and deployments do not cover the period",
        given: |w| {
            w.deploy_changes(36, 3);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "fewer than twenty changes are known, and deployments do not cover the period",
        given: |w| w.not_covered(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "fewer than twenty changes",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
