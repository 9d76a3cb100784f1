//! What persons attest to the questions of controls.

use super::calendar::Moment;
use super::people::PersonId;

/// What an attestation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The story's incident.
    Incident,
    /// The change record with this index.
    Ticket(usize),
    /// The pull request of the change with this index.
    Change(usize),
}

/// What a person attested to a control's question.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// The question.
    pub question: &'static Question,
    /// What it is about.
    pub about: About,
    /// Whether the answer is yes.
    pub answer: bool,
    /// Why.
    pub reason: &'static str,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// A question that a control asks of a person.
#[derive(Debug)]
pub struct Question {
    /// The control's id.
    pub control: &'static str,
    /// Its words.
    pub text: &'static str,
}

/// EMG-01 asks it of every emergency.
pub static JUSTIFIED: Question = Question {
    control: "EMG-01",
    text: "Were the bypassed step, its reason and the authorisation confirmed?",
};

/// MON-02 asks it of an incident that nothing links to a deployment.
pub static RULED_OUT: Question = Question {
    control: "MON-02",
    text: "Is it ruled out that a deployment caused the incident?",
};

/// SEC-01 asks it of a change to security.
pub static NO_WEAKER: Question = Question {
    control: "SEC-01",
    text: "Is the security posture no weaker, with secure configuration practices followed?",
};

/// TST-02 asks it of a critical change.
pub static VALIDATED: Question = Question {
    control: "TST-02",
    text: "Were validation steps defined before, and their result recorded before full rollout?",
};

/// TPC-01 asks it of a change of a third party.
pub static ASSESSED: Question = Question {
    control: "TPC-01",
    text: "Were data handling and security impact assessed?",
};
