//! Which kinds of records an outcome with insufficient evidence lacked: those that its control needs
//! for this very deployment and that no imported file covers.

use changeproof_controls::context::Context;
use changeproof_controls::standing::{
    Category, asks_for_role, category_at_start, persons_are_open,
};
use changeproof_controls::{Control, may_be_run};
use changeproof_domain::coverage::Scope;
use changeproof_domain::record::{ChangeRecord, DeploymentSource, RecordKind, RecordSource};
use changeproof_domain::snapshot::{ChangeKind, ChangeSetKind, RangeUnknown, RunAddress};
use changeproof_domain::time::Timestamp;

use crate::words::day;

/// A kind of record that was lacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lack {
    pub(crate) kind: RecordKind,
    /// Whose records do not cover the time; empty where none of the kind were imported for them.
    pub(crate) scopes: Vec<Scope>,
    /// The first instant that had to be covered, where that lies before the deployment.
    pub(crate) from: Option<Timestamp>,
    /// The last instant that had to be covered.
    pub(crate) through: Timestamp,
}

impl Lack {
    /// What was lacking, in a sentence.
    pub(crate) fn sentence(&self, context: &Context<'_>) -> String {
        let kinds = self.kind.plural();
        if !context.snapshot.coverage.has(self.kind) {
            return format!("No {kinds} were imported.");
        }
        let whose = match self.kind {
            RecordKind::PipelineRun => {
                return "The pipeline run that this deployment names is not among the imported ones."
                    .to_owned();
            }
            RecordKind::PullRequest | RecordKind::Commit | RecordKind::SecretScan => "repository",
            RecordKind::ChangeRecord | RecordKind::ChangeApproval => "project",
            RecordKind::Deployment
            | RecordKind::DeploymentStatus
            | RecordKind::Incident
            | RecordKind::RosterEntry
            | RecordKind::PostChangeReview
            | RecordKind::Attestation
            | RecordKind::MonitoringResult
            | RecordKind::InventoryEntry
            | RecordKind::ProtectionSnapshot
            | RecordKind::Holiday
            | RecordKind::StandardChange
            | RecordKind::PolicyReview
            | RecordKind::PolicyTrigger
            | RecordKind::ExceptionEntry
            | RecordKind::GitRef
            | RecordKind::Artifact
            | RecordKind::SecretFinding => "service",
        };
        if self.scopes.is_empty() {
            return format!("No {kinds} of this deployment's {whose} were imported.");
        }
        let names: Vec<String> = self.scopes.iter().take(3).map(Scope::label).collect();
        let more = match self.scopes.len().saturating_sub(3) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = names.join(", ");
        if self.kind == RecordKind::Commit {
            return format!(
                "The imported commits do not reach over all changes of this deployment ({names}{more})."
            );
        }
        let on = |at: Timestamp| day(at.date_in(context.snapshot.calendar.zone));
        let last = on(self.through);
        match self.from.map(on) {
            Some(first) => format!(
                "The imported {kinds} do not cover the time from {first} to {last} ({names}{more})."
            ),
            None => format!("The imported {kinds} do not cover {last} ({names}{more})."),
        }
    }
}

/// What a control lacked of a deployment.
pub(crate) fn lacks(context: &Context<'_>, control: &Control) -> Vec<Lack> {
    let kinds = control.needs.iter();
    kinds
        .filter_map(|kind| lack(context, control, *kind))
        .collect()
}

/// Whether and where a control lacked records of a kind.
pub(crate) fn lack(context: &Context<'_>, control: &Control, kind: RecordKind) -> Option<Lack> {
    let coverage = &context.snapshot.coverage;
    let start = context.start().at;
    let (scopes, through) = match kind {
        RecordKind::Deployment => (own_service(context), start),
        RecordKind::DeploymentStatus => (statuses(context)?, start),
        RecordKind::PullRequest => (pull_requests(context)?, start),
        RecordKind::Commit => return commits(context, start),
        RecordKind::PipelineRun => return runs(context, start),
        RecordKind::ChangeRecord => (projects(context, control)?, start),
        RecordKind::ChangeApproval => (approvals(context)?, start),
        RecordKind::PostChangeReview => (vec![Scope::Company], review_due(context)?),
        RecordKind::RosterEntry => (roster(context, control)?, start),
        RecordKind::Incident => (vec![Scope::Company], incidents_until(context, control)?),
        RecordKind::MonitoringResult => {
            let service = &context.deployment().service;
            let through = start.plus(context.parameters().monitoring_within);
            (vec![Scope::service(service, "")], through)
        }
        RecordKind::StandardChange => (standard_changes(context)?, start),
        RecordKind::SecretScan => (secret_scans(context)?, start),
        // No control of a deployment rests on their being complete.
        RecordKind::Attestation
        | RecordKind::InventoryEntry
        | RecordKind::ProtectionSnapshot
        | RecordKind::Holiday
        | RecordKind::PolicyReview
        | RecordKind::PolicyTrigger
        | RecordKind::ExceptionEntry
        | RecordKind::GitRef
        | RecordKind::Artifact
        | RecordKind::SecretFinding => return None,
    };
    let from = match kind {
        RecordKind::Incident if control.id == "EMG-01" => {
            Some(start.plus(-context.parameters().emergency_incidents_known))
        }
        _ => None,
    };
    let covered = |scope: &Scope| coverage.through(kind, scope, from.unwrap_or(start), through);
    // Of a service one environment is enough; of all others each has to be covered.
    let complete = match kind {
        RecordKind::Deployment => scopes.iter().any(covered),
        _ => !scopes.is_empty() && scopes.iter().all(covered),
    };
    if complete {
        return None;
    }
    let known: Vec<&Scope> = coverage.scopes(kind).collect();
    let open = scopes
        .into_iter()
        .filter(|scope| known.contains(&scope) && !covered(scope));
    Some(Lack {
        kind,
        scopes: open.collect(),
        from,
        through,
    })
}

/// The environments of the deployed service.
fn own_service(context: &Context<'_>) -> Vec<Scope> {
    let service = context.deployment().service.trim().to_lowercase();
    let scopes = context.snapshot.coverage.scopes(RecordKind::Deployment);
    scopes
        .filter(|scope| matches!(scope, Scope::Service(name, _) if *name == service))
        .cloned()
        .collect()
}

/// A roster is lacking where somebody is not known. Its days bound roles, never who somebody is: only
/// where a role is asked for does it have to cover the day.
fn roster(context: &Context<'_>, control: &Control) -> Option<Vec<Scope>> {
    let asked = if context.snapshot.people.has_roster() {
        asks_for_role(control)
    } else {
        persons_are_open(context, control)
    };
    asked.then(|| vec![Scope::Company])
}

/// Only GitHub tells the run of a deployment in a status, and only where the deployment does not.
fn statuses(context: &Context<'_>) -> Option<Vec<Scope>> {
    let ending = &context.snapshot.endings[context.subject.deployment.index()];
    let asked = context.deployment().source == DeploymentSource::GitHub
        && ending.run_address == RunAddress::NotExported;
    asked.then(|| vec![Scope::Company])
}

/// Pull requests are lacking where a change may belong to one that was not imported.
fn pull_requests(context: &Context<'_>) -> Option<Vec<Scope>> {
    let set = &context.subject.change_set;
    let outside = |kind: &ChangeKind| matches!(kind, ChangeKind::Commit(_));
    let asked = !set.is_empty_by_nature()
        && (set.changes.is_empty() || set.changes.iter().any(|change| outside(&change.kind)));
    let own = context.deployment().repository.value();
    asked.then(|| match own {
        Some(name) => vec![Scope::repository(name)],
        None => all(context, RecordKind::PullRequest),
    })
}

/// A scan is lacking where something new was deployed: of its repository.
fn secret_scans(context: &Context<'_>) -> Option<Vec<Scope>> {
    let own = context.deployment().repository.value();
    let asked = !context.subject.change_set.is_empty_by_nature();
    asked.then(|| {
        own.map(|name| Scope::repository(name))
            .into_iter()
            .collect()
    })
}

fn all(context: &Context<'_>, kind: RecordKind) -> Vec<Scope> {
    context.snapshot.coverage.scopes(kind).cloned().collect()
}

/// Commits are lacking where the range of a deployment ends in what was not imported.
fn commits(context: &Context<'_>, through: Timestamp) -> Option<Lack> {
    let ChangeSetKind::Unknown(why) = &context.subject.change_set.kind else {
        return None;
    };
    match why {
        RangeUnknown::RevisionNotImported
        | RangeUnknown::BaseNotImported
        | RangeUnknown::HistoryCut
        | RangeUnknown::NoHistory => {}
        RangeUnknown::NoRevision
        | RangeUnknown::VersionNotTrusted
        | RangeUnknown::BaseHasNoRevision
        | RangeUnknown::BaseOutcomeUnknown => return None,
    }
    let kind = RecordKind::Commit;
    let own = context.deployment().repository.value();
    let own = own.map(|name| Scope::repository(name));
    let scopes = all(context, kind)
        .into_iter()
        .filter(|scope| own.as_ref().is_none_or(|own| own == scope));
    Some(Lack {
        kind,
        scopes: scopes.collect(),
        from: None,
        through,
    })
}

/// A run is lacking where the deployment names one that was not imported.
fn runs(context: &Context<'_>, through: Timestamp) -> Option<Lack> {
    let deployment = context.subject.deployment;
    let ending = &context.snapshot.endings[deployment.index()];
    let named = match &ending.run_address {
        RunAddress::Found(text, _) => may_be_run(context, deployment, text),
        RunAddress::Empty(_) | RunAddress::NotExported => false,
    };
    let mut runs = context.subject.runs.iter();
    let imported = runs.any(|link| link.attempt == deployment);
    let own = context.deployment().repository.value();
    let own = own.map(|name| Scope::repository(name));
    let kind = RecordKind::PipelineRun;
    (named && !imported).then(|| Lack {
        kind,
        scopes: all(context, kind)
            .into_iter()
            .filter(|scope| Some(scope) == own.as_ref())
            .collect(),
        from: None,
        through,
    })
}

fn project_of(record: &ChangeRecord) -> Scope {
    Scope::Project(record.source, record.project().to_uppercase())
}

/// The projects in which a change's record may be: those that its keys name, else all. Where approvals
/// are asked for, those of the records that were found too.
fn projects(context: &Context<'_>, control: &Control) -> Option<Vec<Scope>> {
    let kind = RecordKind::ChangeRecord;
    let subject = context.subject;
    let mut scopes = Vec::new();
    if control.needs.contains(&RecordKind::ChangeApproval) {
        let linked = subject.records().into_iter();
        scopes.extend(linked.map(|id| project_of(context.record(id))));
    }
    let set = &subject.change_set;
    let without = |keys: &changeproof_domain::snapshot::Keys| keys.links.is_empty();
    let open = !set.is_empty_by_nature()
        && without(&subject.keys)
        && (set.changes.is_empty() || set.changes.iter().any(|change| without(&change.keys)));
    if open {
        let changes = set.changes.iter().map(|change| &change.keys);
        let named: Vec<&str> = std::iter::once(&subject.keys)
            .chain(changes)
            .filter(|keys| without(keys))
            .flat_map(|keys| keys.dangling.iter().chain(&keys.not_imported))
            .map(|key| key.project.as_str())
            .collect();
        let imported = all(context, kind).into_iter();
        scopes.extend(imported.filter(|scope| match scope {
            Scope::Project(_, name) => named.is_empty() || named.contains(&name.as_str()),
            Scope::Company | Scope::Repository(_) | Scope::Service(..) => true,
        }));
    } else if scopes.is_empty() {
        return None;
    }
    scopes.sort_unstable();
    scopes.dedup();
    Some(scopes)
}

/// Only ServiceNow exports approvals as rows of their own, and only for records without their own.
fn approvals(context: &Context<'_>) -> Option<Vec<Scope>> {
    let records = context.subject.records().into_iter();
    let mut scopes: Vec<Scope> = records
        .map(|id| context.record(id))
        .filter(|record| {
            record.source == RecordSource::ServiceNow && !record.approvals.is_exported()
        })
        .map(project_of)
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    (!scopes.is_empty()).then_some(scopes)
}

/// Until when incidents are looked for; none where an emergency is asked for and no change is one.
fn incidents_until(context: &Context<'_>, control: &Control) -> Option<Timestamp> {
    let start = context.start().at;
    let parameters = context.parameters();
    if matches!(control.id, "EMG-01" | "EMG-03") {
        return is_emergency(context).then(|| start.plus(parameters.emergency_incident_within));
    }
    Some(start.plus(parameters.incident_window))
}

/// The catalogue is lacking where a record of the deployment is a standard change's.
fn standard_changes(context: &Context<'_>) -> Option<Vec<Scope>> {
    has_record_of(context, Category::Standard).then(|| vec![Scope::Company])
}

/// Whether a record of the deployment is an emergency's.
fn is_emergency(context: &Context<'_>) -> bool {
    has_record_of(context, Category::Emergency)
}

fn has_record_of(context: &Context<'_>, category: Category) -> bool {
    let mut records = context.subject.records().into_iter();
    records.any(|id| category_at_start(context, id) == category)
}

/// When the review of an emergency is due; none where no change is one.
fn review_due(context: &Context<'_>) -> Option<Timestamp> {
    let days = context.parameters().review_due_business_days;
    is_emergency(context).then(|| context.snapshot.calendar.due(context.start().at, days))
}

#[cfg(test)]
mod tests {
    use changeproof_controls::context::Detail;
    use changeproof_controls::registry;
    use changeproof_domain::outcome::Outcome;

    use super::*;
    use crate::testing::of_case;

    /// What each case with insufficient evidence lacked, where it lacked anything.
    fn lacking_cases() -> Vec<String> {
        let mut found = Vec::new();
        for control in registry() {
            let cases = control.cases.iter();
            for case in cases.filter(|case| case.then == Outcome::InsufficientEvidence) {
                let (world, snapshot, id) = of_case(case);
                let as_of = world.judged_as_of();
                let context = Context::new(&snapshot, id, as_of, Detail::OutcomeOnly);
                for lack in lacks(&context, control) {
                    let sentence = lack.sentence(&context);
                    found.push(format!("{}: {sentence}", control.id));
                }
            }
        }
        found
    }

    #[test]
    fn a_case_names_the_records_that_it_lacks_and_no_others() {
        let pull_requests =
            "The imported pull requests do not cover 3 March 2025 (clicki/referral-api).";
        let records = "The imported change records do not cover 3 March 2025 (Jira CHG).";
        let runs = "No pipeline runs were imported.";
        let named_run =
            "The pipeline run that this deployment names is not among the imported ones.";
        let deployments =
            "The imported deployments do not cover 3 March 2025 (referral-api · production).";
        let no_roster = "No roster entries were imported.";
        let roster = "The imported roster entries do not cover 3 March 2025 (whole company).";
        let incidents = |control, time| {
            format!("{control}: The imported incidents do not cover {time} (whole company).")
        };
        assert_eq!(
            lacking_cases(),
            [
                format!("TRC-01: {records}"),
                format!("TRC-01: {pull_requests}"),
                format!("TRC-02: {pull_requests}"),
                format!("TRC-03: {runs}"),
                "CAT-01: No change records of this deployment's project were imported.".to_owned(),
                "CAT-01: No change records of this deployment's project were imported.".to_owned(),
                format!("REV-01: {pull_requests}"),
                format!("REV-03: {no_roster}"),
                format!("REV-03: {roster}"),
                format!("APP-01: {records}"),
                format!("APP-03: {records}"),
                format!("APP-04: {no_roster}"),
                format!("APP-04: {roster}"),
                "STD-01: No standard changes were imported.".to_owned(),
                "STD-01: The imported standard changes do not cover 3 March 2025 (whole company)."
                    .to_owned(),
                // An incident that was opened before may still have been open.
                incidents("EMG-01", "the time from 20 October 2023 to 3 March 2025"),
                incidents("EMG-01", "the time from 1 February 2025 to 3 March 2025"),
                "EMG-01: No incidents were imported.".to_owned(),
                incidents("EMG-03", "3 March 2025"),
                format!("EMG-03: {runs}"),
                // The day on which the review is due, not the deployment's.
                "EMG-04: The imported post-change reviews do not cover 10 March 2025 (whole company)."
                    .to_owned(),
                format!("TST-01: {deployments}"),
                format!("DEP-01: {named_run}"),
                format!("DEP-01: {named_run}"),
                format!("DEP-01: {named_run}"),
                format!("DEP-01: {runs}"),
                format!("DEP-02: {no_roster}"),
                format!("DEP-02: {runs}"),
                "DEP-03: The imported commits do not reach over all changes of this deployment \
                 (clicki/referral-api)."
                    .to_owned(),
                format!("DEP-03: {runs}"),
                format!("DEP-03: {runs}"),
                format!("DEP-03: {no_roster}"),
                format!("DEP-03: {records}"),
                format!("RBK-01: {records}"),
                incidents("RBK-02", "6 March 2025"),
                format!("RBK-02: {deployments}"),
                // The last day on which an incident may come from the deployment.
                incidents("RBK-02", "6 March 2025"),
                "MON-01: No monitoring results were imported.".to_owned(),
                // The day on which a result is due, and the service whose table was not imported.
                "MON-01: The imported monitoring results do not cover 4 March 2025 (referral-api)."
                    .to_owned(),
                "MON-01: No monitoring results of this deployment's service were imported.".to_owned(),
                incidents("MON-02", "6 March 2025"),
                "MON-02: No incidents were imported.".to_owned(),
                format!("SEC-01: {no_roster}"),
                "SEC-02: No secret scans were imported.".to_owned(),
                "SEC-02: The imported secret scans do not cover 3 March 2025 (clicki/referral-api)."
                    .to_owned(),
                // Of another repository, and of one that the report does not name.
                "SEC-02: No secret scans of this deployment's repository were imported.".to_owned(),
                "SEC-02: No secret scans of this deployment's repository were imported.".to_owned(),
                // It broke off.
                "SEC-02: No secret scans were imported.".to_owned(),
            ]
        );
    }
}
