//! What an exception asks for.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::{Moment, Timestamp};
use serde::{Deserialize, Serialize};

/// What an exception holds for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Scope {
    /// The deployment with that id, its retries included.
    Deployment(String),
    /// The service of that name.
    Service(String),
    /// All of the control.
    Control,
    /// All of the time.
    Window,
}

impl Scope {
    /// The kind, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Scope::Deployment(_) => "deployment",
            Scope::Service(_) => "service",
            Scope::Control => "control",
            Scope::Window => "window",
        }
    }

    /// What it names; none where that is the control or the time.
    pub fn of(&self) -> Option<&str> {
        match self {
            Scope::Deployment(of) | Scope::Service(of) => Some(of),
            Scope::Control | Scope::Window => None,
        }
    }

    /// The scope as a register writes it.
    pub fn text(&self, control: &str) -> String {
        match self {
            Scope::Deployment(id) => format!("deployment {id}"),
            Scope::Service(name) => format!("service {name}"),
            Scope::Control => format!("control {control}"),
            Scope::Window => "time window".to_owned(),
        }
    }
}

/// How much is at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High: two people approve.
    High,
    /// Critical: two people approve.
    Critical,
}

impl Risk {
    /// All of them, the least first.
    pub const ALL: [Risk; 4] = [Risk::Low, Risk::Medium, Risk::High, Risk::Critical];

    /// The name for programs and people.
    pub fn id(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
            Risk::Critical => "critical",
        }
    }

    /// The risk of that name.
    pub fn from_id(id: &str) -> Option<Risk> {
        let id = id.trim().to_lowercase();
        Self::ALL.into_iter().find(|risk| risk.id() == id)
    }

    /// How many people approve it.
    pub(crate) fn approvers(self) -> usize {
        match self {
            Risk::Low | Risk::Medium => 1,
            Risk::High | Risk::Critical => 2,
        }
    }
}

/// What is asked for. A draft may lack parts: texts are empty there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// The control.
    pub(crate) control: String,
    /// The policy's clause that is deviated from.
    pub(crate) clause: String,
    /// The exact deviation.
    pub(crate) deviation: String,
    /// Why it is needed.
    pub(crate) justification: String,
    /// What it holds for.
    pub(crate) scope: Option<Scope>,
    /// From when on it holds.
    pub(crate) from: Option<Timestamp>,
    /// Until when.
    pub(crate) to: Option<Timestamp>,
    /// Who bears the risk.
    pub(crate) risk_owner: String,
    /// How much is at risk.
    pub(crate) risk: Option<Risk>,
    /// The risk that remains.
    pub(crate) residual_risk: String,
    /// What stands in for the control.
    pub(crate) compensating_controls: String,
    /// How the company returns to the policy.
    pub(crate) return_plan: String,
}

impl Request {
    /// The parts that are not there.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let parts = [
            ("the clause", self.clause.is_empty()),
            ("the exact deviation", self.deviation.is_empty()),
            ("the justification", self.justification.is_empty()),
            ("the scope", self.scope.is_none()),
            ("the beginning", self.from.is_none()),
            ("the end", self.to.is_none()),
            ("the risk owner", self.risk_owner.is_empty()),
            ("the risk", self.risk.is_none()),
            ("the residual risk", self.residual_risk.is_empty()),
            (
                "the compensating controls",
                self.compensating_controls.is_empty(),
            ),
            (
                "the plan to return to the policy",
                self.return_plan.is_empty(),
            ),
        ];
        let missing = parts.into_iter().filter(|(_, is_missing)| *is_missing);
        missing.map(|(part, _)| part).collect()
    }

    /// How many people approve it.
    pub(crate) fn approvers(&self) -> usize {
        self.risk.map_or(1, Risk::approvers)
    }

    /// The scope as a register writes it; empty where there is none yet.
    pub(crate) fn scope_text(&self) -> String {
        let scope = self.scope.as_ref();
        scope.map_or_else(String::new, |scope| scope.text(&self.control))
    }

    /// What is asked for as a line of a register that nobody approved yet.
    pub(crate) fn entry(&self, id: String, requested_by: &str) -> ExceptionEntry {
        let text = |text: &str| match text {
            "" => Field::Empty,
            text => Field::Value(text.to_owned()),
        };
        let moment =
            |at: Option<Timestamp>| at.map_or(Field::Empty, |at| Field::Value(Moment::utc(at)));
        ExceptionEntry {
            id,
            controls: Field::Value(vec![self.control.clone()]),
            deviation: text(&self.deviation),
            scope: text(&self.scope_text()),
            justification: text(&self.justification),
            risk: text(self.risk.map_or("", Risk::id)),
            residual_risk: text(&self.residual_risk),
            risk_owner: match self.risk_owner.as_str() {
                "" => Field::Empty,
                owner => Field::Value(Account::new(System::Plain, owner)),
            },
            requested_by: Field::Value(Account::new(System::Plain, requested_by)),
            approved_by: Field::Empty,
            second_approver: Field::Empty,
            approved_at: Field::Empty,
            from: moment(self.from),
            to: moment(self.to),
            compensating_controls: text(&self.compensating_controls),
            return_plan: text(&self.return_plan),
            ended_at: Field::Empty,
            approved_as: Field::Value("approver".to_owned()),
            higher_approver: Field::Empty,
        }
    }
}
