//! What the annual review pack tells beside evidence and work: the review, the days of the policy, emergencies and
//! changes of the roster.

use changeproof_domain::snapshot::SourceId;
use changeproof_domain::time::Moment;
use changeproof_reports::figures::Tally;
use changeproof_reports::pack::{
    AnnualPack, AuditPack, Clause, ClauseDecided, ControlOfYears, Emergency, KeptIn, Management,
    PolicyDay, PolicyReview, RosterChange, UNPROVEN,
};
use changeproof_reports::wording::counted;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::Material;
use super::management::{all_by, by, is_newer};
use crate::annual_review;
use crate::event_words::sentence_end;
use crate::policy;
use crate::wire::annual_review::{Counts, ReviewStep, ReviewView};
use crate::wire::post_change_review::{ReviewLine, ReviewState};

/// All of it.
pub(super) fn annual(
    material: &Material<'_>,
    evidence: AuditPack,
    management: Management,
    emergencies: &[ReviewLine],
    view: Option<&ReviewView>,
) -> AnnualPack {
    let loaded = &material.explained.loaded;
    let today = material.explained.as_of().date_in(loaded.zone);
    let roster = annual_review::roster(loaded, material.period).into_iter();
    AnnualPack {
        evidence,
        management,
        review: view.map(|view| review(view, is_newer(material, view))),
        policy_days: policy_days(material, view),
        emergencies: emergencies
            .iter()
            .filter_map(|line| emergency(line, loaded.zone, today))
            .collect(),
        roster: roster
            .map(|line| {
                let within = |day: Option<NaiveDate>| {
                    day.filter(|day| material.period.from <= *day && *day <= material.period.to)
                };
                RosterChange {
                    person: line.person,
                    roles: line.roles,
                    from: within(line.from),
                    to: within(line.to),
                }
            })
            .collect(),
    }
}

fn tally(counts: Counts) -> Tally {
    Tally {
        fail: counts.fail,
        insufficient: counts.insufficient_evidence,
        pending: counts.pending,
        pass: counts.pass,
        not_applicable: counts.not_applicable,
    }
}

fn standing(view: &ReviewView) -> String {
    if let Some(why) = view.closed.as_ref().and_then(|of| of.abandoned.as_ref()) {
        return format!("abandoned: {why}");
    }
    match view.step {
        ReviewStep::Clauses => {
            let open = view.clauses.iter().filter(|one| one.decision.is_none());
            let open = open.count() as u64;
            format!(
                "{} not decided yet",
                counted(open, "clause is", "clauses are")
            )
        }
        ReviewStep::Draft => "every clause is decided; the outcome is not drafted yet".to_owned(),
        ReviewStep::Approval => "drafted, and not approved yet".to_owned(),
        ReviewStep::Publication => "approved; the new version is not published yet".to_owned(),
        ReviewStep::Acknowledgement => "approved; not closed yet".to_owned(),
        ReviewStep::Closed => "closed".to_owned(),
    }
}

fn review(view: &ReviewView, is_newer: bool) -> PolicyReview {
    let inputs = &view.inputs;
    PolicyReview {
        number: u64::try_from(view.event).unwrap_or(0),
        policy: view.policy.clone(),
        version: view.version,
        days: changeproof_reports::pack::Period {
            from: inputs.from,
            to: inputs.to,
        },
        standing: standing(view),
        opened: by(&view.opened),
        inputs_sha256: view.inputs_sha256.clone(),
        clauses: view
            .clauses
            .iter()
            .map(|one| ClauseDecided {
                clause: Clause {
                    id: one.id.clone(),
                    words: one.words.clone(),
                },
                decision: one.decision.map(|decision| decision.id().to_owned()),
                reason: one.reason.clone(),
                by: one.by.as_ref().map(by),
                new_words: one.new_words.clone(),
            })
            .collect(),
        new_clauses: view
            .new_clauses
            .iter()
            .map(|one| Clause {
                id: one.id.clone(),
                words: one.words.clone(),
            })
            .collect(),
        drafted: view.draft.as_ref().map(|draft| {
            let what = match draft.no_change {
                true => "The policy stays as it is",
                false => "A new version",
            };
            format!("{what}: {} {}", sentence_end(&draft.reason), by(&draft.by))
        }),
        differences: view
            .draft
            .as_ref()
            .map_or_else(Vec::new, |draft| draft.differences.clone()),
        approved: view.approved.as_ref().map(|one| {
            format!(
                "{}: {} {}",
                one.decision,
                sentence_end(&one.reason),
                by(&one.by)
            )
        }),
        published: view.published.as_ref().map(|one| {
            format!(
                "Version {}, in force from {} on; {}",
                one.version,
                one.from,
                by(&one.by)
            )
        }),
        acknowledged: match view.acknowledged.is_empty() {
            true => Vec::new(),
            false => vec![all_by(&view.acknowledged)],
        },
        is_newer,
        closed: view.closed.as_ref().map(|one| by(&one.by)),
        actions: view
            .closed
            .as_ref()
            .map_or_else(Vec::new, |one| one.actions.clone()),
        controls: inputs
            .controls
            .iter()
            .map(|one| ControlOfYears {
                id: one.control.clone(),
                name: one.name.clone(),
                year: tally(one.year),
                before: tally(one.before),
            })
            .collect(),
        incidents: (inputs.incidents, inputs.incidents_before),
        emergencies: (inputs.emergencies.all, inputs.emergencies_before.all),
    }
}

/// Versions that began or were recorded in the period, significant changes and reviews of it, by day.
fn policy_days(material: &Material<'_>, view: Option<&ReviewView>) -> Vec<PolicyDay> {
    let loaded = &material.explained.loaded;
    let (zone, period) = (loaded.zone, material.period);
    let within = |day: NaiveDate| period.from <= day && day <= period.to;
    let mut days = Vec::new();
    for version in &loaded.profiles {
        let recorded = version.recorded_at.map(|at| at.date_in(zone));
        let Some(on) = version.from().or(recorded) else {
            continue;
        };
        if within(on) || recorded.is_some_and(within) {
            let differences = policy::differences_of(&loaded.profiles, version.number);
            days.push(PolicyDay {
                on: Some(on),
                kind: "version".to_owned(),
                what: format!("Version {} in force from this day on", version.number),
                decision: format!(
                    "{} {}",
                    sentence_end(&version.profile.reason),
                    counted(
                        differences.len() as u64,
                        "difference to the version before.",
                        "differences to the version before."
                    )
                ),
                kept: KeptIn::Changeproof,
            });
        }
    }
    let day = |at: Option<&Moment>| at.map(|at| at.at.date_in(zone));
    let kept = |source: SourceId| match loaded.snapshot.sources[source.index()].is_own_log() {
        true => KeptIn::Changeproof,
        false => KeptIn::ImportedRegister,
    };
    let registers = &loaded.snapshot.registers;
    for trigger in &registers.policy_triggers {
        let on = day(trigger.at.value());
        if on.is_none_or(within) {
            let decision = match (trigger.decision.value(), day(trigger.decided_at.value())) {
                (Some(decision), Some(at)) => format!("{decision}, {at}"),
                (Some(decision), None) => format!("{decision}, on a day that is not known"),
                (None, _) => "Nothing is decided.".to_owned(),
            };
            days.push(PolicyDay {
                on,
                kind: "significant change".to_owned(),
                what: trigger.what.clone(),
                decision,
                kept: kept(trigger.source),
            });
        }
    }
    let approval = view.and_then(|view| Some(view.approved.as_ref()?.by.event));
    let mut is_listed = false;
    for held in &registers.policy_reviews {
        let on = day(held.reviewed_at.value());
        let kept = kept(held.source);
        let is_shown = kept == KeptIn::Changeproof && approval == Some(i64::from(held.place.index));
        is_listed |= is_shown;
        if is_shown || on.is_none_or(within) {
            let approved = match held.approved_by.value() {
                Some(by) => format!("approved by {}", loaded.snapshot.people.shown(by)),
                None => "no approver is recorded".to_owned(),
            };
            let decision = held.decision.value().map_or("not recorded", String::as_str);
            days.push(PolicyDay {
                on,
                kind: "review".to_owned(),
                what: format!("Review of '{}'", held.policy),
                decision: format!("{decision}; {approved}"),
                kept,
            });
        }
    }
    if let Some(view) = view.filter(|_| !is_listed) {
        let (on, what) = match &view.approved {
            Some(approved) => (approved.by.at, "approved"),
            None => (view.opened.at, "opened"),
        };
        days.push(PolicyDay {
            on: Some(on.date_in(zone)),
            kind: "review".to_owned(),
            what: format!("Review {} of version {} {what}", view.event, view.version),
            decision: standing(view),
            kept: KeptIn::Changeproof,
        });
    }
    days.sort_by(|a, b| (a.on, &a.kind, &a.what).cmp(&(b.on, &b.kind, &b.what)));
    days
}

fn emergency(line: &ReviewLine, zone: Tz, today: NaiveDate) -> Option<Emergency> {
    let deployed = line.deployments.iter().map(|of| of.at);
    let first = deployed.chain(line.carried_out_by).min()?;
    let mut services: Vec<String> = line
        .deployments
        .iter()
        .map(|of| of.service.clone())
        .collect();
    services.sort_unstable();
    services.dedup();
    if services.is_empty() {
        services.push("no deployment is known".to_owned());
    }
    let held = line.reviews.iter().map(|one| {
        let at = one.at.clone()?;
        Some((day_of(&at, zone)?, at))
    });
    let held: Vec<Option<(NaiveDate, String)>> = held.collect();
    let is_dated = held.iter().all(Option::is_some);
    // Where none counts, what counts against it is the last one: an earlier one may be the author's own.
    let counting = { line.reviews.iter().zip(&held) }.find(|(one, _)| one.counts);
    let reviewed = match counting {
        Some((_, held)) => held.clone(),
        None => held.into_iter().flatten().max(),
    };
    let late = |day: NaiveDate| u64::try_from((day - line.due_on).num_days()).ok();
    let days_late = match (&reviewed, line.state) {
        (Some((day, _)), ReviewState::NotCounted) if is_dated => late(*day),
        (None, ReviewState::Overdue) => late(today),
        (_, ReviewState::Overdue | ReviewState::NotCounted)
        | (
            _,
            ReviewState::NotTold | ReviewState::Unclear | ReviewState::Pending | ReviewState::Done,
        ) => None,
    };
    let not_counted = match line.state {
        ReviewState::NotCounted | ReviewState::Overdue => Some(line.sentence.clone()),
        ReviewState::NotTold | ReviewState::Unclear | ReviewState::Pending | ReviewState::Done => {
            None
        }
    };
    Some(Emergency {
        change: line.change.clone(),
        services,
        deployed_at: first.utc(),
        due: line.due_on,
        reviewed: reviewed.map(|(_, at)| at),
        standing: match line.state {
            ReviewState::Done => "held and counting",
            ReviewState::NotCounted => "held and not counting",
            ReviewState::Overdue => "overdue",
            ReviewState::NotTold => UNPROVEN,
            ReviewState::Pending => "pending",
            ReviewState::Unclear => "unclear",
        }
        .to_owned(),
        days_late: days_late.filter(|days| *days > 0),
        not_counted,
    })
}

/// The day of a time as it is written, in a zone.
fn day_of(written: &str, zone: Tz) -> Option<NaiveDate> {
    let instant = DateTime::parse_from_rfc3339(written);
    let day = instant.map(|at| at.with_timezone(&zone).date_naive());
    day.ok().or_else(|| written.get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::post_change_review::{HeldReview, ReviewDeployment};
    use changeproof_domain::time::Timestamp;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 3, day).unwrap()
    }

    fn line(state: ReviewState, held: &[&str]) -> ReviewLine {
        ReviewLine {
            change: "CHG-1".to_owned(),
            title: String::new(),
            state,
            sentence: "why".to_owned(),
            due: Timestamp(0),
            due_on: day(10),
            deployments: vec![ReviewDeployment {
                source: String::new(),
                id: "1".to_owned(),
                service: "checkout".to_owned(),
                environment: String::new(),
                at: Timestamp(0),
            }],
            reviews: held
                .iter()
                .map(|at| HeldReview {
                    at: Some((*at).to_owned()),
                    by: None,
                    outcome: None,
                    file: String::new(),
                    event: None,
                    counts: false,
                })
                .collect(),
            carried_out_by: None,
            your_part: None,
        }
    }

    #[test]
    fn an_emergency_without_a_deployment_is_listed_too() {
        let mut alone = line(ReviewState::Unclear, &[]);
        alone.deployments.clear();
        assert!(emergency(&alone, Tz::UTC, day(20)).is_none(), "no time");
        alone.carried_out_by = Some(Timestamp(0));
        let listed = emergency(&alone, Tz::UTC, day(20)).unwrap();
        assert_eq!(listed.services, ["no deployment is known"]);
    }

    fn late(state: ReviewState, held: &[&str]) -> Option<u64> {
        emergency(&line(state, held), Tz::UTC, day(20))
            .unwrap()
            .days_late
    }

    #[test]
    fn a_missing_review_is_late_by_the_days_until_now() {
        assert_eq!(late(ReviewState::Overdue, &[]), Some(10));
        assert_eq!(late(ReviewState::Pending, &[]), None);
    }

    #[test]
    fn without_a_register_a_review_is_neither_late_nor_overdue() {
        let unproven = line(ReviewState::NotTold, &[]);
        let told = emergency(&unproven, Tz::UTC, day(20)).unwrap();
        assert_eq!(told.standing, UNPROVEN);
        assert_eq!((told.days_late, told.not_counted), (None, None));
    }

    #[test]
    fn where_no_review_counts_the_last_one_tells_how_late_it_is() {
        let held = ["2025-03-14", "2025-03-12T09:00:00Z"];
        assert_eq!(late(ReviewState::NotCounted, &held), Some(4));
        assert_eq!(late(ReviewState::Done, &held), None);
        // The author in time, then somebody else too late.
        let author_first = ["2025-03-05", "2025-03-26"];
        assert_eq!(late(ReviewState::NotCounted, &author_first), Some(16));
    }

    #[test]
    fn a_review_that_does_not_count_is_told_with_why_where_it_has_no_days() {
        for held in [&["2025-03-09"][..], &["2025-03-14", "some day"]] {
            let of = line(ReviewState::NotCounted, held);
            let told = emergency(&of, Tz::UTC, day(20)).unwrap();
            assert_eq!(told.days_late, None, "{held:?}");
            assert_eq!(told.not_counted.as_deref(), Some("why"));
        }
    }
}
