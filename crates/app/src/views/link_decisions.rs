//! What is decided about links, accounts and roles on the screens.

use std::path::PathBuf;

use changeproof_domain::snapshot::{LinkTargetKind, Snapshot, Subject};
use changeproof_matching::{Link, links};
use changeproof_store::Workspace;

use super::OpenWorkspace;
use crate::account_decisions::{
    self, NewAccountDecision, NewRole, NewWithdrawal, add_role, withdraw,
};
use crate::decisions::second::evaluated_to;
use crate::error::AppError;
use crate::link_decisions::{self, NewLinkDecision, possible};
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::link::{DeploymentLinks, LinkDecided, LinkRow, LinkStep};
use crate::wire::people::{AccountDecisions, AccountDone, AccountStep};

impl OpenWorkspace {
    /// Why whoever opened the workspace may not do something now; none where that may be.
    pub(super) fn why_not(&self, act: Act, ports: &Ports<'_>) -> Result<Option<String>, AppError> {
        let open = Workspace::open(&self.path)?;
        permission::forbidden(&open.read()?, act, &self.for_its_person(ports))
    }

    /// The links of a deployment as the shown evaluation knew them, and what is decided about them by now.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownDeployment`], [`AppError::Cancelled`], or what the store says.
    pub fn deployment_links(
        &self,
        key: &str,
        ports: &Ports<'_>,
    ) -> Result<DeploymentLinks, AppError> {
        let evaluated = self.evaluated()?;
        let position = evaluated.position(key)?;
        let explained = evaluated.explained(&self.path, ports)?;
        let snapshot = &explained.loaded.snapshot;
        let id = explained.subjects[position];
        let all = evaluated.links.get_or_init(|| links(snapshot).into());
        let first = all.partition_point(|link| link.subject < id);
        let own = all[first..].iter().take_while(|link| link.subject == id);
        let decide_forbidden = self.why_not(Act::DecideLink, ports)?;
        let open = Workspace::open(&self.path)?;
        let reader = open.read()?;
        let names = names(snapshot, &snapshot.subjects[id.index()]);
        Ok(DeploymentLinks {
            links: own.filter_map(row).collect(),
            decisions: link_decisions::of_deployment(&reader, &names)?,
            decide_forbidden,
        })
    }

    /// Decides about a link, or agrees with such a decision.
    ///
    /// # Errors
    ///
    /// As for [`link_decisions::decide`] and [`link_decisions::second`].
    pub fn link_step(
        &self,
        step: &LinkStep,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<LinkDecided, AppError> {
        let ports = self.for_its_person(ports);
        match step.clone() {
            LinkStep::Decide {
                deployment,
                kind,
                target,
                verdict,
                reason,
                with_files: _,
            } => {
                let (source, deployment) = link_decisions::named(&deployment);
                let new = NewLinkDecision {
                    deployment: deployment.to_owned(),
                    source: source.map(str::to_owned),
                    kind,
                    target,
                    verdict,
                    reason,
                    evidence,
                };
                link_decisions::decide(&self.path, &new, &ports)
            }
            LinkStep::Second {
                event,
                with_files: _,
            } => link_decisions::second(&self.path, event, &evidence, &ports),
        }
    }

    /// What was decided about accounts and roles.
    ///
    /// # Errors
    ///
    /// What a person may not do, or what the store says.
    pub fn account_decisions(&self, ports: &Ports<'_>) -> Result<AccountDecisions, AppError> {
        let lines = account_decisions::list(&self.path, &self.for_its_person(ports))?;
        let open = Workspace::open(&self.path)?;
        Ok(AccountDecisions {
            lines,
            evaluated_to: evaluated_to(&open.read()?)?,
            decide_forbidden: self.why_not(Act::DecideAccount, ports)?,
        })
    }

    /// Decides about an account or a role, agrees with such a decision, or takes one back.
    ///
    /// # Errors
    ///
    /// As for the use cases of [`account_decisions`].
    pub fn account_step(
        &self,
        step: &AccountStep,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<AccountDone, AppError> {
        let (path, ports) = (&self.path, &self.for_its_person(ports));
        match step.clone() {
            AccountStep::Decide {
                system,
                account,
                person,
                verdict,
                reason,
                with_files: _,
            } => {
                let new = NewAccountDecision {
                    system,
                    account,
                    person,
                    verdict,
                    reason,
                    evidence,
                };
                account_decisions::decide(path, &new, ports)
            }
            AccountStep::Role {
                person,
                role,
                from,
                to,
                reason,
                with_files: _,
            } => {
                let new = NewRole {
                    person,
                    role,
                    from,
                    to,
                    reason,
                    evidence,
                };
                add_role(path, &new, ports)
            }
            AccountStep::Second {
                event,
                with_files: _,
            } => account_decisions::second(path, event, &evidence, ports),
            AccountStep::Withdraw {
                event,
                reason,
                with_files: _,
            } => {
                let new = NewWithdrawal {
                    decision: event,
                    reason,
                    evidence,
                };
                withdraw(path, &new, ports)
            }
        }
    }
}

/// A deployment by source and id, in all sources that know it.
fn names<'s>(snapshot: &'s Snapshot, subject: &Subject) -> Vec<(&'s str, &'s str)> {
    let all = subject.also_in.iter().chain([&subject.deployment]);
    let record = |id: &changeproof_domain::snapshot::DeploymentId| {
        let record = &snapshot.deployments[id.index()].record;
        (record.source.id(), record.id.as_str())
    };
    all.map(record).collect()
}

/// A link as the page shows it; none of commits, which follow from the graph alone.
fn row(link: &Link) -> Option<LinkRow> {
    let kind = LinkTargetKind::from_id(link.target_kind)?;
    let verdicts = match kind.is_judged() {
        true => possible(Some(link.state)),
        false => &[],
    };
    Some(LinkRow {
        kind: kind.id(),
        target: link.target_id.clone(),
        rule: link.rule.id().replace('_', " "),
        found: format!("{} in {}", link.key, link.found_in),
        state: link.state.id(),
        judged: kind.is_judged(),
        verdicts: verdicts.iter().map(|verdict| verdict.id()).collect(),
    })
}
