//! Deployments of a story, written the way the service's deploy tool records them.

use std::io;

use super::super::calendar::Moment;
use super::super::export::deploy_log::DeployLogRow;
use super::super::export::github_deployments::{
    Creator, DeploymentRecord, Empty, Login, StatusRecord,
};
use super::super::export::roster::{ACTIONS_BOT, CI_BOT};
use super::super::export::workflow_runs::{RepositoryName, RunRecord};
use super::super::random::Stream;
use super::super::services::DeployTool;
use super::super::story::{DeployEnd, Deployer, Deployment, Environment, Process, Story};
use super::Chronicle;

impl Chronicle<'_> {
    /// Writes one deployment of `sha` at service `index`, and its truth where it is judged.
    pub(super) fn deploy(
        &mut self,
        index: usize,
        story: &Story,
        deployment: &Deployment,
        sha: &str,
        random: &mut Stream,
    ) -> io::Result<()> {
        let id = match self.services[index].tool {
            DeployTool::GitHub => self.deploy_on_github(index, deployment, sha, random)?,
            DeployTool::DeployLog => self.deploy_in_log(index, story, deployment, sha, random)?,
        };
        if deployment.environment == Environment::Production {
            let ended = deployment.started.plus_minutes(deployment.minutes);
            let service = &self.services[index].name;
            self.monitoring.push(service, &id, sha, ended)?;
        }
        if let Some((scenario, expected)) = &deployment.truth {
            self.totals.production_deployments += 1;
            self.truth
                .push(&id, &self.services[index].name, scenario, expected)?;
        }
        Ok(())
    }

    fn deploy_on_github(
        &mut self,
        index: usize,
        deployment: &Deployment,
        sha: &str,
        random: &mut Stream,
    ) -> io::Result<String> {
        let repository = self.services[index].repository();
        let login = match &deployment.deployer {
            Deployer::Person(id) | Deployer::BotFor(id) => self.staff.person(*id).login(),
            Deployer::SharedLogin => "deploy",
            Deployer::UnknownAccount(login) => login,
        }
        .to_owned();
        let (run, job) = (self.id(random), self.id(random));
        let id = self.id(random);
        let ended = deployment.started.plus_minutes(deployment.minutes);
        let link = match deployment.process {
            Process::ByHand => String::new(),
            Process::DispatchedRun | Process::PushedRun => {
                self.run(index, deployment, sha, run, &login)?;
                format!("https://github.com/{repository}/actions/runs/{run}/job/{job}")
            }
        };
        let creator = match deployment.process {
            Process::ByHand => Creator {
                login: &login,
                kind: "User",
            },
            Process::DispatchedRun | Process::PushedRun => Creator {
                login: ACTIONS_BOT,
                kind: "Bot",
            },
        };
        let api = format!("https://api.github.com/repos/{repository}");
        let url = format!("{api}/deployments/{id}");
        let environment = deployment.environment.name();
        self.deployments.push(&DeploymentRecord {
            url: &url,
            id,
            node_id: format!("DE_{id}"),
            task: "deploy",
            original_environment: environment,
            environment,
            description: Some(deployment.remark).filter(|text| !text.is_empty()),
            created_at: deployment.started.iso(),
            updated_at: ended.iso(),
            sha,
            reference: "main",
            payload: Empty {},
            transient_environment: false,
            production_environment: deployment.environment == Environment::Production,
            creator,
            statuses_url: format!("{url}/statuses"),
            repository_url: &api,
        })?;
        let end = match deployment.end {
            DeployEnd::Success => "success",
            DeployEnd::Failure => "failure",
            DeployEnd::Unrecorded => return Ok(id.to_string()),
        };
        let status = StatusLine {
            environment,
            link: &link,
            login: creator.login,
        };
        self.status(&url, "in_progress", deployment.started, &status, random)?;
        self.status(&url, end, ended, &status, random)?;
        if deployment.environment == Environment::Staging {
            // GitHub marks the deployment that a new one outside production replaces.
            let replaced = self.repositories[index].staging.replace((id, link.clone()));
            if let Some((old, link)) = replaced {
                let url = format!("{api}/deployments/{old}");
                let status = StatusLine {
                    link: &link,
                    ..status
                };
                self.status(&url, "inactive", ended, &status, random)?;
            }
        }
        Ok(id.to_string())
    }

    fn run(
        &mut self,
        index: usize,
        deployment: &Deployment,
        sha: &str,
        id: u64,
        login: &str,
    ) -> io::Result<()> {
        let repository = self.services[index].repository();
        self.repositories[index].runs += 1;
        let started = deployment.started.plus_minutes(-1).iso();
        self.runs.push(&RunRecord {
            id,
            name: "deploy",
            path: ".github/workflows/deploy.yml",
            head_branch: "main",
            head_sha: sha,
            run_number: self.repositories[index].runs,
            run_attempt: 1,
            event: match deployment.process {
                Process::PushedRun => "push",
                Process::DispatchedRun | Process::ByHand => "workflow_dispatch",
            },
            status: "completed",
            conclusion: match deployment.end {
                DeployEnd::Failure => "failure",
                DeployEnd::Success | DeployEnd::Unrecorded => "success",
            },
            actor: Login { login },
            triggering_actor: Login { login },
            run_started_at: started.clone(),
            created_at: started,
            updated_at: deployment.started.plus_minutes(deployment.minutes).iso(),
            html_url: format!("https://github.com/{repository}/actions/runs/{id}"),
            repository: RepositoryName {
                full_name: &repository,
            },
        })
    }

    fn status(
        &mut self,
        deployment: &str,
        state: &str,
        at: Moment,
        line: &StatusLine<'_>,
        random: &mut Stream,
    ) -> io::Result<()> {
        let id = self.id(random);
        self.statuses.push(&StatusRecord {
            url: format!("{deployment}/statuses/{id}"),
            id,
            state,
            creator: Login { login: line.login },
            description: "",
            environment: line.environment,
            target_url: line.link,
            log_url: line.link,
            created_at: at.iso(),
            updated_at: at.iso(),
            deployment_url: deployment,
        })
    }

    fn deploy_in_log(
        &mut self,
        index: usize,
        story: &Story,
        deployment: &Deployment,
        sha: &str,
        random: &mut Stream,
    ) -> io::Result<String> {
        let service = &self.services[index];
        let id = format!("dep-{:06}", self.next_log_row);
        self.next_log_row += 1;
        let run = self.id(random);
        let release = self.repositories[index].releases;
        self.repositories[index].releases += 1;
        let (by, triggered_by) = match &deployment.deployer {
            Deployer::Person(person) => (self.staff.person(*person).ci.as_str(), ""),
            Deployer::BotFor(person) => (CI_BOT, self.staff.person(*person).ci.as_str()),
            Deployer::SharedLogin => ("deploy", ""),
            Deployer::UnknownAccount(login) => (login.as_str(), ""),
        };
        let (pipeline, run_url) = match deployment.process {
            Process::ByHand => ("", String::new()),
            Process::DispatchedRun | Process::PushedRun => (
                "deploy",
                format!("https://ci.clicki.example/{}/runs/{run}", service.name),
            ),
        };
        let ended = deployment.started.plus_minutes(deployment.minutes);
        let tell = |at: Moment| match deployment.zone {
            Some(offset) => at.iso_with_offset(offset),
            None => at.iso(),
        };
        let ticket = match story.tickets.first() {
            Some(ticket)
                if deployment.names_ticket && deployment.environment == Environment::Production =>
            {
                ticket.key.as_str()
            }
            _ => "",
        };
        self.deploy_log.push(&DeployLogRow {
            deployment_id: &id,
            service: &service.name,
            repository: &service.repository(),
            environment: deployment.environment.name(),
            version: &format!("v{}.{}", release / 10, release % 10),
            commit_sha: sha,
            status: match deployment.end {
                DeployEnd::Success => "success",
                DeployEnd::Failure => "failure",
                DeployEnd::Unrecorded => "",
            },
            started_at: &tell(deployment.started),
            finished_at: &tell(ended),
            deployed_by: by,
            triggered_by,
            pipeline,
            run_url: &run_url,
            change_ticket: ticket,
            notes: deployment.remark,
        })?;
        Ok(id)
    }
}

/// What the statuses of one deployment share.
#[derive(Clone, Copy)]
struct StatusLine<'a> {
    environment: &'a str,
    link: &'a str,
    login: &'a str,
}
