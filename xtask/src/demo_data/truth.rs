//! What is true of a deployment: the outcome that each control must reach. The scenario decides it
//! when it is written; nothing here computes an outcome from the data.

/// The controls that the truth speaks of, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Change record.
    Trc01,
    /// Revision reviewed as a pull request.
    Trc02,
    /// Attributable actor.
    Trc03,
    /// Category.
    Cat01,
    /// Record content.
    Rec01,
    /// Affected systems agree.
    Rec02,
    /// Independent review.
    Rev01,
    /// Review covers what was deployed.
    Rev02,
    /// Approval before implementation.
    App01,
    /// No self-approval.
    App02,
    /// Post-change review.
    Emg04,
    /// Tested before production.
    Tst01,
    /// Controlled process.
    Dep01,
    /// Authorised deployer.
    Dep02,
}

impl Control {
    /// All controls, in order.
    pub const ALL: [Self; 14] = [
        Self::Trc01,
        Self::Trc02,
        Self::Trc03,
        Self::Cat01,
        Self::Rec01,
        Self::Rec02,
        Self::Rev01,
        Self::Rev02,
        Self::App01,
        Self::App02,
        Self::Emg04,
        Self::Tst01,
        Self::Dep01,
        Self::Dep02,
    ];

    /// The control's id as the policy profile writes it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Trc01 => "TRC-01",
            Self::Trc02 => "TRC-02",
            Self::Trc03 => "TRC-03",
            Self::Cat01 => "CAT-01",
            Self::Rec01 => "REC-01",
            Self::Rec02 => "REC-02",
            Self::Rev01 => "REV-01",
            Self::Rev02 => "REV-02",
            Self::App01 => "APP-01",
            Self::App02 => "APP-02",
            Self::Emg04 => "EMG-04",
            Self::Tst01 => "TST-01",
            Self::Dep01 => "DEP-01",
            Self::Dep02 => "DEP-02",
        }
    }
}

/// What a control must say of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The condition is proven.
    Pass,
    /// The condition is not met, and the sources cover it.
    Fail,
    /// The sources do not decide it.
    InsufficientEvidence,
    /// A stated rule applies.
    NotApplicable,
    /// A deadline has not passed yet.
    Pending,
}

impl Outcome {
    /// The outcome as the truth file writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::InsufficientEvidence => "insufficient_evidence",
            Self::NotApplicable => "not_applicable",
            Self::Pending => "pending",
        }
    }
}

/// The expected outcomes of one deployment. A control that is absent is left open, because the
/// policy profile does not decide the case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expectations([Option<Outcome>; Control::ALL.len()]);

impl Expectations {
    /// A normal change that followed the policy: all pass, no emergency.
    pub fn followed() -> Self {
        Self([Some(Outcome::Pass); Control::ALL.len()])
            .with(&[Control::Emg04], Outcome::NotApplicable)
    }

    /// These expectations, with `outcome` for each of `controls`.
    pub fn with(mut self, controls: &[Control], outcome: Outcome) -> Self {
        for control in controls {
            self.0[*control as usize] = Some(outcome);
        }
        self
    }

    /// These expectations, with `controls` left open.
    pub fn without(mut self, controls: &[Control]) -> Self {
        for control in controls {
            self.0[*control as usize] = None;
        }
        self
    }

    /// The expected outcome of `control`, if the policy profile decides it.
    pub fn of(&self, control: Control) -> Option<Outcome> {
        self.0[control as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_control_stands_at_its_own_place() {
        for (place, control) in Control::ALL.into_iter().enumerate() {
            assert_eq!(control as usize, place, "{} is out of order", control.id());
        }
    }
}
