//! Decisions on links through the use cases.

use std::path::Path;

use changeproof_domain::member::MemberRole;
use changeproof_domain::snapshot::{LinkTargetKind, LinkVerdict};

use super::*;
use crate::decisions::company::{EMERGENCY, NORMAL, ago};
use crate::error::AppError;
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::period::Period;
use crate::ports::Ports;
use crate::testing::officers::{Officers, code};
use crate::testing::people::{another, ports};
use crate::wire::link::LinkDecided;

type Done = Result<LinkDecided, AppError>;

impl Officers {
    fn at(&self) -> &Path {
        self.company.path()
    }

    fn new_link(&self, verdict: LinkVerdict, target: &str) -> NewLinkDecision {
        NewLinkDecision {
            deployment: "d-1".to_owned(),
            source: None,
            kind: LinkTargetKind::ChangeRecord,
            target: target.to_owned(),
            verdict,
            reason: "As the minutes say".to_owned(),
            evidence: self.document(),
        }
    }

    fn link(&self, verdict: LinkVerdict, target: &str, by: &Ports<'_>) -> Done {
        decide(self.at(), &self.new_link(verdict, target), by)
    }

    fn agree(&self, event: i64, by: &Ports<'_>) -> Done {
        second(self.at(), event, &[], by)
    }

    /// The keys of the first deployment's change records now.
    fn records_behind(&self) -> Vec<String> {
        let open = changeproof_store::Workspace::open(self.at()).unwrap();
        let reader = open.read().unwrap();
        let head = reader.head().unwrap().sequence;
        let loaded =
            crate::loaded::load_known(&reader, head, chrono_tz::Tz::UTC, &ports()).unwrap();
        let snapshot = &loaded.snapshot;
        let mut subjects = snapshot.subjects.iter();
        let own =
            subjects.find(|of| snapshot.deployments[of.deployment.index()].record.id == "d-1");
        let links = &own.unwrap().keys.links;
        links.iter().map(|link| link.key.clone()).collect()
    }
}

#[test]
fn what_the_rules_on_links_forbid_is_refused() {
    use LinkVerdict::{Added, Confirmed, Cut, Refused};
    let officers = Officers::new();
    let ana = &officers.company.ana;
    let link = |verdict, target: &str| code(officers.link(verdict, target, ana));
    assert_eq!(link(Added, " "), "words_missing");
    assert_eq!(link(Added, "CHG7"), "unknown_link_target");
    assert_eq!(link(Confirmed, EMERGENCY), "no_suggested_link");
    assert_eq!(link(Refused, EMERGENCY), "no_suggested_link");
    assert_eq!(link(Cut, EMERGENCY), "no_link");
    assert_eq!(link(Added, NORMAL), "link_there");
    let with = |change: &dyn Fn(&mut NewLinkDecision), by: &Ports<'_>| {
        let mut new = officers.new_link(Added, EMERGENCY);
        change(&mut new);
        code(decide(officers.at(), &new, by))
    };
    assert_eq!(with(&|new| new.reason.clear(), ana), "words_missing");
    assert_eq!(
        with(&|new| new.deployment = "d-9".to_owned(), ana),
        "unknown_deployment"
    );
    assert_eq!(
        with(&|new| new.source = Some("github".to_owned()), ana),
        "unknown_deployment"
    );
    assert_eq!(with(&|_| {}, &ports()), "sign_in_needed");
    assert_eq!(with(&|_| {}, &officers.company.bo), "not_allowed");
    officers.promote("tom");
    let tom = &officers.company.tom;
    assert_eq!(with(&|_| {}, tom), "decider_took_part");
    let cut = code(officers.link(Cut, NORMAL, tom));
    assert_eq!(cut, "decider_took_part", "a cut may end a failure");
    assert_eq!(officers.records_behind(), [NORMAL]);
}

#[test]
fn a_deployment_that_two_sources_know_by_one_id_needs_its_source() {
    let officers = Officers::new();
    let at = ago(30).utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let api = "https://api.github.com/repos/loopline/ledger";
    officers.company.import(
        "deployments.json",
        &format!(
            r#"[{{"created_at":"{at}","creator":{{"login":"tom-r"}},"environment":"production","id":77,"payload":{{}},"production_environment":true,"ref":"main","repository_url":"{api}","sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","statuses_url":"{api}/deployments/77/statuses","task":"deploy","updated_at":"{at}","url":"{api}/deployments/77"}}]"#
        ),
        None,
    );
    officers.company.import(
        "other-deploys.csv",
        &format!(
            "deployment_id,service,environment,version,status,started_at,deployed_by,change_ticket\n\
             77,checkout,production,v3,success,{at},tom,\n"
        ),
        None,
    );
    let mut new = officers.new_link(LinkVerdict::Added, EMERGENCY);
    new.deployment = "77".to_owned();
    let decided = |new: &NewLinkDecision| code(decide(officers.at(), new, &officers.company.ana));
    assert_eq!(decided(&new), "deployment_not_unique");
    new.source = Some("deploy-log".to_owned());
    assert_eq!(decided(&new), "nothing");
}

#[test]
fn a_link_of_days_that_nobody_evaluated_counts_at_once() {
    let officers = Officers::new();
    let added = officers.link(LinkVerdict::Added, EMERGENCY, &officers.company.ana);
    assert!(!added.unwrap().waits_for_second);
    assert_eq!(officers.records_behind(), [NORMAL, EMERGENCY]);
}

#[test]
fn a_link_of_evaluated_days_needs_a_document_and_a_second_person() {
    let officers = Officers::evaluated();
    let (ana, cara, dan) = (&officers.company.ana, &officers.cara, &officers.dan);
    let mut new = officers.new_link(LinkVerdict::Added, EMERGENCY);
    new.evidence.clear();
    let without = code(decide(officers.at(), &new, ana));
    assert_eq!(without, "source_document_missing");
    let waiting = officers.link(LinkVerdict::Added, EMERGENCY, ana).unwrap();
    assert!(waiting.waits_for_second);
    assert_eq!(officers.records_behind(), [NORMAL]);
    let second = |by: &Ports<'_>| code(officers.agree(waiting.event, by));
    assert_eq!(second(ana), "second_person_is_the_first");
    assert_eq!(second(cara), "second_person_account_of_the_first");
    assert_eq!(second(&officers.company.bo), "not_allowed");
    assert_eq!(second(&ports()), "sign_in_needed");
    assert_eq!(second(&officers.ana_again()), "second_person_is_the_first");
    assert_eq!(code(officers.agree(1, dan)), "nothing_to_second");
    assert_eq!(second(dan), "nothing");
    assert_eq!(second(dan), "nothing_to_second");
    assert_eq!(officers.records_behind(), [NORMAL, EMERGENCY]);
    let line = list(officers.at(), ana).unwrap().remove(0);
    assert_eq!((line.second.as_deref(), line.holds), (Some("dan"), true));
    officers.company.verify();
}

#[test]
fn whoever_had_a_part_in_the_change_does_not_agree_either() {
    let officers = Officers::evaluated();
    let officer = [MemberRole::ComplianceOfficer];
    // By the roster Tom, who signs in as tom too, carried it out.
    let tom = another(officers.at(), &officers.dan, "tom@example.com", &officer);
    let waiting = officers.link(LinkVerdict::Added, EMERGENCY, &officers.company.ana);
    let second = officers.agree(waiting.unwrap().event, &tom);
    assert_eq!(code(second), "decider_took_part");
}

#[test]
fn what_was_evaluated_is_cut_by_two_people_as_well() {
    let officers = Officers::evaluated();
    let waiting = officers.link(LinkVerdict::Cut, NORMAL, &officers.company.ana);
    let waiting = waiting.unwrap();
    assert!(waiting.waits_for_second);
    assert_eq!(officers.records_behind(), [NORMAL]);
    officers.agree(waiting.event, &officers.dan).unwrap();
    assert!(officers.records_behind().is_empty());
}

#[test]
fn a_record_that_was_judged_by_itself_is_not_linked_away_by_one_person() {
    let officers = Officers::new();
    let by_hand = officers.company.by_hand(Some(9), 8);
    let day = |days| ago(days).date_in(chrono_tz::Tz::UTC);
    let options = EvaluateOptions {
        period: Period::new(day(20), day(6)).unwrap(),
        as_of: None,
    };
    let ana = &officers.company.ana;
    evaluate(officers.at(), &options, ana).unwrap();
    let of_a_day_that_nobody_evaluated = |target: &str| {
        let mut new = officers.new_link(LinkVerdict::Added, target);
        new.deployment = "d-2".to_owned();
        decide(officers.at(), &new, ana).unwrap().waits_for_second
    };
    assert!(of_a_day_that_nobody_evaluated(by_hand));
    assert!(!of_a_day_that_nobody_evaluated(NORMAL), "it was deployed");
}

#[test]
fn a_link_that_is_only_shown_needs_nobody_else() {
    let officers = Officers::evaluated();
    let at = ago(9).utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let incident = serde_json::json!({"limit": 100, "offset": 0, "more": false, "incidents": [{
        "id": "PONE", "incident_number": 1, "title": "checkout: errors", "status": "resolved", "urgency": "high",
        "created_at": at, "last_status_change_at": at, "resolved_at": at,
        "service": {"id": "PS1", "summary": "checkout"}, "html_url": ""
    }]})
    .to_string();
    officers.company.import("incidents.json", &incident, None);
    let mut new = officers.new_link(LinkVerdict::Confirmed, "PONE");
    new.kind = LinkTargetKind::Incident;
    new.evidence.clear();
    let decided = decide(officers.at(), &new, &officers.company.ana).unwrap();
    assert!(!decided.waits_for_second);
}
