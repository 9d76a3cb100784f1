//! The chronicle: takes the stories in the order of time, gives out ids, and writes each into the
//! exports of the tools that would have seen it.

mod deploying;
mod recording;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::attestation::About;
use super::calendar::Moment;
use super::export::attestations::AttestationFile;
use super::export::deploy_log::DeployLogFile;
use super::export::git_log::GitLogFile;
use super::export::github_deployments::GluedPages;
use super::export::json_text::Spool;
use super::export::monitoring::MonitoringFile;
use super::export::post_change_reviews::PostChangeReviewFile;
use super::export::pull_requests::PullRequestFile;
use super::export::secret_scan::{self, Leak, Scanned};
use super::export::servicenow::ServiceNowFiles;
use super::export::truth_file::{self, TruthFile};
use super::export::{jira, pagerduty, registers, roster, workflow_runs};
use super::landing::{Lander, MainBranch};
use super::over_year::OverYear;
use super::people::Staff;
use super::pull_request;
use super::random::Stream;
use super::scenario::{Card, Kind};
use super::scene::Scene;
use super::services::Service;
use super::story::{DeployEnd, Environment, Landing, Revision, Story, Ticket};
use super::truth::Control;
use super::{Order, Totals, words};

/// The first id that the tools give out.
const FIRST_ID: u64 = 912_345;

/// Everything that is being written.
pub struct Chronicle<'a> {
    folder: PathBuf,
    inputs: PathBuf,
    staff: &'a Staff,
    services: &'a [Service],
    service_names: Vec<String>,
    repositories: Vec<Repository>,
    deployments: GluedPages,
    statuses: GluedPages,
    runs: Spool,
    jira: Spool,
    incidents: Spool,
    servicenow: ServiceNowFiles,
    deploy_log: DeployLogFile,
    post_reviews: PostChangeReviewFile,
    attestations: AttestationFile,
    monitoring: MonitoringFile,
    truth: TruthFile,
    next_id: u64,
    next_jira: u64,
    next_servicenow: u64,
    next_log_row: u64,
    totals: Totals,
    /// Keys of change records that no deployment carries out, closed well within the year.
    undeployed: Vec<String>,
    over_year: OverYear,
}

/// The state of one service and its repository.
struct Repository {
    pull_requests: PullRequestFile,
    log: GitLogFile,
    tip: Option<String>,
    before: Option<String>,
    in_production: Option<String>,
    last_merge: Moment,
    next_number: u64,
    runs: u64,
    releases: u64,
    last_incident: Option<Moment>,
    leaks: Vec<Leak>,
    used_ticket: Option<Ticket>,
    staging: Option<(u64, String)>,
}

impl<'a> Chronicle<'a> {
    /// Opens all files below `folder`.
    pub fn open(folder: &Path, staff: &'a Staff, services: &'a [Service]) -> io::Result<Self> {
        let inputs = folder.join("inputs");
        fs::create_dir_all(&inputs)?;
        roster::write(&inputs, staff)?;
        let mut repositories = Vec::with_capacity(services.len());
        for service in services {
            repositories.push(Repository {
                pull_requests: PullRequestFile::create(&inputs, &service.name)?,
                log: GitLogFile::create(&inputs, &service.name)?,
                tip: None,
                before: None,
                in_production: None,
                last_merge: Moment::midnight(1970, 1, 1),
                next_number: 4 + service.pager as u64 * 7 % 40,
                runs: 0,
                releases: 0,
                last_incident: None,
                leaks: Vec::new(),
                used_ticket: None,
                staging: None,
            });
        }
        Ok(Self {
            deployments: GluedPages::create(&inputs, "gh-deployments.json")?,
            statuses: GluedPages::create(&inputs, "gh-deployment-statuses.json")?,
            runs: workflow_runs::spool(&inputs)?,
            jira: jira::spool(&inputs)?,
            incidents: pagerduty::spool(&inputs)?,
            servicenow: ServiceNowFiles::create(&inputs)?,
            deploy_log: DeployLogFile::create(&inputs)?,
            post_reviews: PostChangeReviewFile::create(&inputs)?,
            attestations: AttestationFile::create(&inputs)?,
            monitoring: MonitoringFile::create(&inputs)?,
            truth: TruthFile::create(folder)?,
            folder: folder.to_owned(),
            inputs,
            staff,
            services,
            service_names: services
                .iter()
                .map(|service| service.name.clone())
                .collect(),
            repositories,
            next_id: FIRST_ID,
            next_jira: 1_000,
            next_servicenow: 30_000,
            next_log_row: 1,
            undeployed: Vec::new(),
            over_year: OverYear::default(),
            totals: Totals {
                production_deployments: 0,
                pull_requests: 0,
                tickets: 0,
            },
        })
    }

    /// Lets `card` happen at service `index` and writes it.
    pub fn tell(
        &mut self,
        index: usize,
        start: Moment,
        card: &Card,
        random: &mut Stream,
    ) -> io::Result<()> {
        let service = &self.services[index];
        let mut scene = Scene {
            staff: self.staff,
            service,
            service_names: &self.service_names,
            last_merge: self.repositories[index].last_merge,
            last_incident: self.repositories[index].last_incident,
            used_ticket: self.repositories[index].used_ticket.clone(),
            random,
        };
        let mut story = (card.tell)(&mut scene, start, card.name);
        if card.kind == Kind::Finding && !card.of_infrastructure && service.is_infrastructure() {
            // Whose review counts for security is not what the scenario is about.
            story.leave_open(&[Control::Sec01]);
        }
        let (year, ..) = start.date();
        let is_before = |at: Moment| at < Moment::midnight(year, 1, 1);
        let mut commits = story.changes.iter().flat_map(|change| &change.commits);
        // Scan and roster tell of the year.
        if commits.any(|commit| is_before(commit.committed)) {
            story.leave_open(&[Control::Sec02]);
        }
        let mut approvals = story.tickets.iter().flat_map(|ticket| &ticket.approvals);
        if approvals.any(|approval| is_before(approval.at)) {
            story.leave_open(&[Control::App04]);
        }
        let resolved = story.incident.as_ref().map(|incident| incident.resolved);
        self.write_tickets(service, &mut story, random)?;
        self.over_year.note(index, &story);
        let revisions = self.land(index, &story, random)?;
        let before = self.repositories[index].in_production.clone();
        for deployment in &story.deployments {
            let sha = match &deployment.revision {
                Revision::AfterChange(change) => revisions.get(*change),
                Revision::BeforeStory => before.as_ref(),
                Revision::Unknown(sha) => Some(sha),
            };
            let sha = sha.cloned().unwrap_or_default();
            self.deploy(index, &story, deployment, &sha, random)?;
            if deployment.environment == Environment::Production
                && deployment.end == DeployEnd::Success
            {
                self.repositories[index].in_production = Some(sha);
            }
        }
        let repository = &mut self.repositories[index];
        repository.last_incident = repository.last_incident.max(resolved);
        if story.ticket_can_be_reused {
            repository.used_ticket = story.tickets.first().cloned();
        } else if story
            .tickets
            .first()
            .is_some_and(|ticket| ticket.already_written)
        {
            repository.used_ticket = None;
        }
        Ok(())
    }

    /// What happens beside deployments: pull requests that never land, and change records that no
    /// deployment carries out.
    pub fn noise(&mut self, index: usize, at: Moment, random: &mut Stream) -> io::Result<()> {
        if random.chance(30) {
            self.abandoned_pull_request(index, at, random)?;
        }
        if random.chance(17) {
            self.change_without_deployment(index, at, random)?;
        }
        Ok(())
    }

    fn id(&mut self, random: &mut Stream) -> u64 {
        self.next_id += random.between(1, 9) as u64;
        self.next_id
    }

    fn scene<'s>(&'s self, index: usize, random: &'s mut Stream) -> Scene<'s> {
        Scene {
            staff: self.staff,
            service: &self.services[index],
            service_names: &self.service_names,
            last_merge: self.repositories[index].last_merge,
            last_incident: self.repositories[index].last_incident,
            used_ticket: None,
            random,
        }
    }

    fn abandoned_pull_request(
        &mut self,
        index: usize,
        at: Moment,
        random: &mut Stream,
    ) -> io::Result<()> {
        let mut scene = self.scene(index, random);
        let author = scene.teammate(&[]);
        let topic = words::topic(scene.random);
        let mut change = scene.change(author, &topic, at, 0);
        change.ticket = None;
        change.reviews.clear();
        let number = self.take_number(index, random);
        let repository = &mut self.repositories[index];
        let main = MainBranch {
            tip: repository.tip.as_deref(),
            before: None,
        };
        let landed = Lander {
            staff: self.staff,
            random,
            main,
        }
        .land(&change, None, number);
        let open = at > change.created && random.chance(200);
        let state = if open {
            pull_request::State::Open
        } else {
            pull_request::State::Closed
        };
        self.write_pull_request(index, &change, &landed, number, state, random)
    }

    fn change_without_deployment(
        &mut self,
        index: usize,
        at: Moment,
        random: &mut Stream,
    ) -> io::Result<()> {
        let mut scene = self.scene(index, random);
        let author = scene.teammate(&[]);
        let (_, mut ticket) = scene.change_and_ticket(author, at, at, 0);
        ticket.summary = words::change_without_deployment(scene.random);
        ticket.description = format!("{}, as agreed with operations.", ticket.summary);
        self.write_ticket(&mut ticket, random)?;
        let (year, ..) = at.date();
        let days = 5 * 24 * 60;
        let is_within = at > Moment::midnight(year, 1, 1).plus_minutes(days)
            && ticket.closed < Moment::midnight(year + 1, 1, 1).plus_minutes(-days);
        if is_within {
            self.undeployed.push(ticket.key);
        }
        Ok(())
    }

    fn take_number(&mut self, index: usize, random: &mut Stream) -> u64 {
        let repository = &mut self.repositories[index];
        let number = repository.next_number;
        repository.next_number += random.between(1, 4) as u64;
        number
    }

    /// Lands the story's changes and gives the main branch after each.
    fn land(
        &mut self,
        index: usize,
        story: &Story,
        random: &mut Stream,
    ) -> io::Result<Vec<String>> {
        let mut revisions = Vec::with_capacity(story.changes.len());
        for (place, change) in story.changes.iter().enumerate() {
            let number = self.take_number(index, random);
            let key = change.ticket.and_then(|place| story.tickets.get(place));
            let key = key.map(|ticket| ticket.key.as_str());
            let repository = &mut self.repositories[index];
            let main = MainBranch {
                tip: repository.tip.as_deref(),
                before: repository.before.as_deref(),
            };
            let landed = Lander {
                staff: self.staff,
                random,
                main,
            }
            .land(change, key, number);
            for block in &landed.log {
                repository.log.push(block)?;
            }
            repository.before = repository.tip.replace(landed.tip.clone());
            repository.last_merge = repository.last_merge.max(change.merged);
            revisions.push(landed.tip.clone());
            if change.leaks_key {
                repository.leaks.push(Leak {
                    commit: landed.tip.clone(),
                    file: change.file.clone(),
                    at: change.merged,
                });
            }
            match change.landing {
                Landing::Squash | Landing::Merge | Landing::Rebase => {
                    let merged = pull_request::State::Merged;
                    self.write_pull_request(index, change, &landed, number, merged, random)?;
                    let key = format!("{}#{number}", self.services[index].repository());
                    self.write_attestations(story, About::Change(place), &key)?;
                }
                Landing::DirectPush | Landing::FakeMerge => {}
            }
        }
        Ok(revisions)
    }

    fn write_pull_request(
        &mut self,
        index: usize,
        change: &super::story::Change,
        landed: &super::landing::Landed,
        number: u64,
        state: pull_request::State,
        random: &mut Stream,
    ) -> io::Result<()> {
        self.totals.pull_requests += 1;
        let mut ids = Vec::new();
        for _ in 0..change.reviews.len() + change.checks.len() {
            ids.push(self.id(random));
        }
        let told = pull_request::Told {
            staff: self.staff,
            service: &self.services[index],
            change,
            landed,
            number,
            state,
            ids: &ids,
            size: random.between(1, 240) as u64,
        };
        self.repositories[index].pull_requests.push(&told.record())
    }

    /// Ends all files and tells how much was written.
    pub fn finish(mut self, order: &Order) -> io::Result<Totals> {
        for index in 0..self.repositories.len() {
            if self.repositories[index].pull_requests.looks_cut() {
                let mut random = Stream::new(order.seed, u64::MAX >> 2);
                let at = self.repositories[index].last_merge;
                self.abandoned_pull_request(index, at, &mut random)?;
            }
        }
        let services = self.services.iter().map(|service| service.name.as_str());
        let revisions = self.repositories.iter().map(|of| of.in_production.clone());
        let running: Vec<(&str, String)> = services
            .zip(revisions)
            .filter_map(|(service, revision)| Some((service, revision?)))
            .collect();
        let scanned = self.services.iter().zip(&self.repositories);
        let scanned = scanned.filter_map(|(service, of)| {
            Some(Scanned {
                repository: service.repository(),
                revision: of.tip.as_deref()?,
                leaks: &of.leaks,
            })
        });
        secret_scan::write(&self.inputs, order.year, scanned)?;
        let running = running
            .iter()
            .map(|(service, revision)| (*service, revision.as_str()));
        for repository in self.repositories {
            repository.pull_requests.finish()?;
            repository.log.finish(&self.inputs)?;
        }
        self.deployments.finish()?;
        self.statuses.finish()?;
        workflow_runs::finish(self.runs, &self.inputs)?;
        jira::finish(self.jira, &self.inputs)?;
        pagerduty::finish(self.incidents, &self.inputs)?;
        self.servicenow.finish()?;
        self.deploy_log.finish()?;
        self.post_reviews.finish()?;
        self.attestations.finish()?;
        self.monitoring.finish()?;
        self.truth.finish()?;
        registers::inventory(&self.inputs, order.year, running)?;
        registers::write(&self.inputs, self.staff, self.services, order.year)?;
        let others = truth_file::Others {
            over_year: self.over_year.truth(order.year),
            undeployed: &self.undeployed,
        };
        others.write(&self.folder)?;
        truth_file::About {
            seed: order.seed,
            year: order.year,
            production_deployments: self.totals.production_deployments,
            pull_requests: self.totals.pull_requests,
            tickets: self.totals.tickets,
        }
        .write(&self.folder)?;
        Ok(self.totals)
    }
}
