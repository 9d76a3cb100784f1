//! What packs and screens call a record: its kind in words and the name that its tool gives it.

use changeproof_domain::snapshot::{RecordRef, Snapshot};

/// Digits of a commit that tell it apart in practice; its full name is in the attachments.
const COMMIT_DIGITS: usize = 12;

/// The record in words, such as `pull request clicki/web#34`. Which of several alike it is, the
/// place beside it tells.
pub(crate) fn name(snapshot: &Snapshot, record: RecordRef) -> String {
    match record {
        RecordRef::Deployment(id) => {
            format!("deployment {}", snapshot.deployments[id.index()].id)
        }
        RecordRef::Status(id) => {
            let status = &snapshot.statuses[id.index()].record;
            let deployment = status
                .deployment
                .split_once(':')
                .map_or(status.deployment.as_str(), |(_, id)| id);
            format!("status {} of deployment {deployment}", status.id)
        }
        RecordRef::PullRequest(id) => {
            format!("pull request {}", snapshot.pull_requests[id.index()].key())
        }
        RecordRef::Commit(id) => {
            let sha = &snapshot.commits[id.index()].sha;
            format!("commit {}", sha.get(..COMMIT_DIGITS).unwrap_or(sha))
        }
        RecordRef::Run(id) => {
            let run = &snapshot.runs[id.index()].record;
            match run.repository.value() {
                Some(repository) => format!("pipeline run {} of {repository}", run.id),
                None => format!("pipeline run {}", run.id),
            }
        }
        RecordRef::ChangeRecord(id) => {
            format!("change record {}", snapshot.change_records[id.index()].key)
        }
        RecordRef::ChangeApproval(id) => format!(
            "approval of change record {}",
            snapshot.change_approvals[id.index()].change
        ),
        RecordRef::Incident(id) => format!("incident {}", snapshot.incidents[id.index()].id),
        RecordRef::RosterEntry(id) => {
            format!("roster entry of {}", snapshot.roster[id.index()].person)
        }
        RecordRef::LinkDecision(id) => {
            let decided = &snapshot.link_decisions[id.index()];
            format!(
                "decision of {} on the link to {}",
                decided.person, decided.target
            )
        }
        RecordRef::Finding(id) => {
            let key = &snapshot.findings.shown[id.index()].key;
            format!("finding {} on {}", key.control, key.id)
        }
        RecordRef::FollowUp(id) => {
            let key = &snapshot.findings.follow_ups[id.index()].key;
            format!("work on the finding {} on {}", key.control, key.id)
        }
        RecordRef::Import(id) => format!("import of {}", snapshot.sources[id.index()].file),
        RecordRef::PostChangeReview(id) => format!(
            "post-change review of {}",
            snapshot.post_change_reviews[id.index()].change
        ),
        RecordRef::Attestation(id) => {
            let attestation = &snapshot.registers.attestations[id.index()];
            format!(
                "attestation for {} on {}",
                attestation.control, attestation.subject
            )
        }
        RecordRef::MonitoringResult(id) => format!(
            "monitoring result of {}",
            snapshot.registers.monitoring[id.index()].service
        ),
        RecordRef::InventoryEntry(id) => format!(
            "inventory entry of {}",
            snapshot.registers.inventory[id.index()].service
        ),
        RecordRef::ProtectionSnapshot(id) => {
            let protection = &snapshot.registers.protection[id.index()];
            format!(
                "protection of {} {}",
                protection.repository, protection.branch
            )
        }
        RecordRef::Holiday(id) => {
            format!("holiday {}", snapshot.registers.holidays[id.index()].date)
        }
        RecordRef::StandardChange(id) => format!(
            "standard change {}",
            snapshot.registers.standard_changes[id.index()].template
        ),
        RecordRef::PolicyReview(id) => format!(
            "review of policy {}",
            snapshot.registers.policy_reviews[id.index()].policy
        ),
        RecordRef::PolicyTrigger(id) => format!(
            "significant change {}",
            snapshot.registers.policy_triggers[id.index()].what
        ),
        RecordRef::ExceptionEntry(id) => {
            format!("exception {}", snapshot.registers.exceptions[id.index()].id)
        }
        RecordRef::GitRef(id) => {
            let reference = &snapshot.git_refs[id.index()];
            match reference.tag() {
                Some(tag) => format!("tag {tag}"),
                None => format!("reference {}", reference.name),
            }
        }
        RecordRef::Artifact(id) => {
            let artifact = &snapshot.artifacts[id.index()];
            let name = artifact.name.value().or_else(|| artifact.digest.value());
            format!("artifact {}", name.map_or("", String::as_str))
        }
        RecordRef::SecretScan(id) => {
            let scan = &snapshot.registers.secret_scans[id.index()];
            format!("scan of {} by {}", scan.repository.text(), scan.scanner)
        }
        RecordRef::SecretFinding(id) => {
            let finding = &snapshot.registers.secret_findings[id.index()];
            format!("finding of {} ({})", finding.scanner, finding.rule)
        }
    }
}
