//! What a story leaves outside the code: its incident, its change records and its post-change review.

use std::io;

use super::super::attestation::{About, Attestation, RULED_OUT};
use super::super::calendar::Moment;
use super::super::export::jira;
use super::super::export::pagerduty::{IncidentRecord, PagerService};
use super::super::random::Stream;
use super::super::services::{Service, Tracker};
use super::super::story::{Category, Incident, Story, Ticket};
use super::super::words;
use super::Chronicle;

impl Chronicle<'_> {
    /// Writes all of a story's records, and gives its tickets their keys.
    pub(super) fn write_tickets(
        &mut self,
        service: &Service,
        story: &mut Story,
        random: &mut Stream,
    ) -> io::Result<()> {
        let incident = match story.incident.take() {
            Some(incident) => Some(self.write_incident(service, &incident, random)?),
            None => None,
        };
        if let Some(id) = &incident {
            self.write_attestations(story, About::Incident, id)?;
        }
        for place in 0..story.tickets.len() {
            let ticket = &mut story.tickets[place];
            if ticket.category == Category::Emergency {
                ticket.justified_by.clone_from(&incident);
            }
            self.write_ticket(ticket, random)?;
            let key = ticket.key.clone();
            self.write_attestations(story, About::Ticket(place), &key)?;
        }
        if let (Some(review), Some(ticket)) = (&story.post_review, story.tickets.first()) {
            self.post_reviews.push(&ticket.key, review, self.staff)?;
        }
        Ok(())
    }

    /// The first incident of the year at a service: each is known to PagerDuty by its name.
    pub fn first_incident(
        &mut self,
        index: usize,
        opened: Moment,
        random: &mut Stream,
    ) -> io::Result<()> {
        let services = self.services;
        let service = &services[index];
        let incident = Incident {
            title: words::incident_title(random, &service.name),
            opened,
            resolved: opened.plus_minutes(50),
        };
        let id = self.write_incident(service, &incident, random)?;
        let ruled_out = Attestation {
            question: &RULED_OUT,
            about: About::Incident,
            answer: true,
            reason: "The network of the data centre was down for all of its customers.",
            by: self.staff.incident_lead,
            at: incident.resolved.plus_minutes(400),
        };
        self.attestations.push(&id, &ruled_out, self.staff)
    }

    /// Writes an incident, and tells the id that it got.
    fn write_incident(
        &mut self,
        service: &Service,
        incident: &Incident,
        random: &mut Stream,
    ) -> io::Result<String> {
        let id = format!("P{}", self.id(random));
        let number = self.id(random);
        self.incidents.push(&IncidentRecord {
            id: &id,
            incident_number: number,
            title: &incident.title,
            status: "resolved",
            urgency: "high",
            created_at: incident.opened.iso(),
            last_status_change_at: incident.resolved.iso(),
            resolved_at: incident.resolved.iso(),
            service: PagerService {
                id: format!("PS{}", service.pager),
                summary: &service.name,
            },
            html_url: format!("https://clicki.pagerduty.example/incidents/{id}"),
        })?;
        Ok(id)
    }

    /// Writes what was attested about one thing, which has that key.
    pub(super) fn write_attestations(
        &mut self,
        story: &Story,
        about: About,
        key: &str,
    ) -> io::Result<()> {
        for attestation in story.attestations.iter().filter(|of| of.about == about) {
            self.attestations.push(key, attestation, self.staff)?;
        }
        Ok(())
    }

    /// Writes one ticket and gives it its key.
    pub(super) fn write_ticket(
        &mut self,
        ticket: &mut Ticket,
        random: &mut Stream,
    ) -> io::Result<()> {
        if ticket.already_written {
            return Ok(());
        }
        self.totals.tickets += 1;
        match ticket.tracker {
            Tracker::Jira => {
                let number = self.next_jira;
                self.next_jira += 1;
                ticket.key = format!("CHG-{number}");
                let history = self.id(random);
                self.next_id += jira::history_length(ticket) as u64;
                jira::push(&mut self.jira, ticket, self.staff, number, history)
            }
            Tracker::ServiceNow => {
                ticket.key = format!("CHG{:07}", self.next_servicenow);
                self.next_servicenow += 1;
                self.servicenow.push(ticket, self.staff)
            }
        }
    }
}
