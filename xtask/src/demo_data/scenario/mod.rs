//! The scenarios. Each is a card: how often it is dealt, what it needs, and the function that tells
//! its story together with the truth. One module per family.

pub mod approvals;
pub mod checks;
pub mod deployments;
pub mod emergencies;
pub mod followed;
pub mod history;
pub mod incidents;
pub mod records;
pub mod reviews;
pub mod risks;

use super::calendar::Moment;
use super::scene::Scene;
use super::services::{DeployTool, Service, Tracker};
use super::story::Story;
use super::truth::{Control, Expectations, Outcome};

/// Whether a scenario follows the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It does: every outcome is a pass, not applicable, or decided by a stated rule.
    Followed,
    /// It does not, or the exports cannot prove that it does.
    Finding,
}

/// When in the year a scenario happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// When the slot says.
    AsPlanned,
    /// At any hour, day and night, but early enough that its review is due within the year.
    Emergency,
    /// Like an emergency, but from February on, so that the month before it lies within the year.
    QuietEmergency,
    /// In the last three days of the year.
    YearEnd,
}

/// One scenario.
pub struct Card {
    /// Its name in the truth.
    pub name: &'static str,
    /// Whether it follows the policy.
    pub kind: Kind,
    /// How often it is dealt, against the others of its kind; 0: only once.
    pub weight: u32,
    /// The deploy tool that it needs.
    pub tool: Option<DeployTool>,
    /// The tracker that it needs.
    pub tracker: Option<Tracker>,
    /// Whether it needs a service of infrastructure.
    pub of_infrastructure: bool,
    /// When it happens.
    pub season: Season,
    /// How many judged deployments it has.
    pub judged: usize,
    /// Minutes that it may last after its first production deployment begins.
    pub lasts: i64,
    /// Tells the story.
    pub tell: fn(&mut Scene<'_>, Moment, &'static str) -> Story,
}

type Tell = fn(&mut Scene<'_>, Moment, &'static str) -> Story;

impl Card {
    /// A scenario that follows the policy.
    pub const fn followed(name: &'static str, weight: u32, tell: Tell) -> Self {
        Self {
            name,
            kind: Kind::Followed,
            weight,
            tool: None,
            tracker: None,
            of_infrastructure: false,
            season: Season::AsPlanned,
            judged: 1,
            lasts: 20,
            tell,
        }
    }

    /// A scenario that breaks a rule or leaves it open.
    pub const fn finding(name: &'static str, weight: u32, tell: Tell) -> Self {
        Self {
            kind: Kind::Finding,
            ..Self::followed(name, weight, tell)
        }
    }

    /// Only where this tool deploys.
    pub const fn with_tool(mut self, tool: DeployTool) -> Self {
        self.tool = Some(tool);
        self
    }

    /// Only where this tracker holds the change records.
    pub const fn with_tracker(mut self, tracker: Tracker) -> Self {
        self.tracker = Some(tracker);
        self
    }

    /// Only where the code describes infrastructure.
    pub const fn with_infrastructure(mut self) -> Self {
        self.of_infrastructure = true;
        self
    }

    /// In this season.
    pub const fn in_season(mut self, season: Season) -> Self {
        self.season = season;
        self
    }

    /// With `judged` judged deployments within `lasts` minutes.
    pub const fn with_deployments(mut self, judged: usize, lasts: i64) -> Self {
        self.judged = judged;
        self.lasts = lasts;
        self
    }

    /// Whether the scenario can happen at `service`.
    pub fn fits(&self, service: &Service) -> bool {
        self.tool.is_none_or(|tool| tool == service.tool)
            && self
                .tracker
                .is_none_or(|tracker| tracker == service.tracker)
            && (!self.of_infrastructure || service.is_infrastructure())
    }
}

/// All families.
pub fn all() -> Vec<&'static Card> {
    [
        followed::CARDS,
        history::CARDS,
        records::CARDS,
        approvals::CARDS,
        reviews::CARDS,
        checks::CARDS,
        deployments::CARDS,
        emergencies::CARDS,
        incidents::CARDS,
        risks::CARDS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Controls about the change record, which do not apply where none exists.
pub const ABOUT_THE_RECORD: [Control; 8] = [
    Control::Cat01,
    Control::Rec01,
    Control::Rec02,
    Control::App01,
    Control::App02,
    Control::App03,
    Control::App04,
    Control::Rbk01,
];

/// What a deployment that brings nothing new must come to: the revision was in production before.
pub fn nothing_new() -> Expectations {
    Expectations::default()
        .with(
            &[
                Control::Trc02,
                Control::Trc03,
                Control::Dep01,
                Control::Dep02,
            ],
            Outcome::Pass,
        )
        .with(
            &[
                Control::Trc01,
                Control::Rev01,
                Control::Rev02,
                Control::Rev03,
                Control::Rbk01,
            ],
            Outcome::NotApplicable,
        )
        .with(&Control::OF_SOME_CHANGES, Outcome::NotApplicable)
        .with(&[Control::Sec02], Outcome::NotApplicable)
        .with(&[Control::Mon01], Outcome::Pass)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_scenarios_share_a_name() {
        let mut names = BTreeSet::new();
        for card in all() {
            assert!(names.insert(card.name), "{} is there twice", card.name);
        }
    }
}
