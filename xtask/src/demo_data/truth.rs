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
    /// Qualified reviewer.
    Rev03,
    /// Approval before implementation.
    App01,
    /// No self-approval.
    App02,
    /// Additional approval.
    App03,
    /// Approver's authority.
    App04,
    /// Standard change from the catalogue.
    Std01,
    /// Justified emergency.
    Emg01,
    /// Documented emergency.
    Emg02,
    /// Logged emergency.
    Emg03,
    /// Post-change review.
    Emg04,
    /// Tested before production.
    Tst01,
    /// Validated critical change.
    Tst02,
    /// Controlled process.
    Dep01,
    /// Authorised deployer.
    Dep02,
    /// Separation of duties.
    Dep03,
    /// Usable rollback plan.
    Rbk01,
    /// Prompt reversion.
    Rbk02,
    /// Monitored after deployment.
    Mon01,
    /// Investigated incidents.
    Mon02,
    /// Assessed change of a third party.
    Tpc01,
    /// Heightened scrutiny.
    Sec01,
    /// No exposed credentials.
    Sec02,
}

impl Control {
    /// All controls, in order.
    pub const ALL: [Self; 30] = [
        Self::Trc01,
        Self::Trc02,
        Self::Trc03,
        Self::Cat01,
        Self::Rec01,
        Self::Rec02,
        Self::Rev01,
        Self::Rev02,
        Self::Rev03,
        Self::App01,
        Self::App02,
        Self::App03,
        Self::App04,
        Self::Std01,
        Self::Emg01,
        Self::Emg02,
        Self::Emg03,
        Self::Emg04,
        Self::Tst01,
        Self::Tst02,
        Self::Dep01,
        Self::Dep02,
        Self::Dep03,
        Self::Rbk01,
        Self::Rbk02,
        Self::Mon01,
        Self::Mon02,
        Self::Tpc01,
        Self::Sec01,
        Self::Sec02,
    ];

    /// Controls that judge certain changes only: emergencies, standard, risky, critical, third-party and
    /// security changes.
    pub const OF_SOME_CHANGES: [Self; 9] = [
        Self::App03,
        Self::Std01,
        Self::Emg01,
        Self::Emg02,
        Self::Emg03,
        Self::Emg04,
        Self::Tst02,
        Self::Tpc01,
        Self::Sec01,
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
            Self::Rev03 => "REV-03",
            Self::App01 => "APP-01",
            Self::App02 => "APP-02",
            Self::App03 => "APP-03",
            Self::App04 => "APP-04",
            Self::Std01 => "STD-01",
            Self::Emg01 => "EMG-01",
            Self::Emg02 => "EMG-02",
            Self::Emg03 => "EMG-03",
            Self::Emg04 => "EMG-04",
            Self::Tst01 => "TST-01",
            Self::Tst02 => "TST-02",
            Self::Dep01 => "DEP-01",
            Self::Dep02 => "DEP-02",
            Self::Dep03 => "DEP-03",
            Self::Rbk01 => "RBK-01",
            Self::Rbk02 => "RBK-02",
            Self::Mon01 => "MON-01",
            Self::Mon02 => "MON-02",
            Self::Tpc01 => "TPC-01",
            Self::Sec01 => "SEC-01",
            Self::Sec02 => "SEC-02",
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
    /// A normal change of low risk that followed the policy. What followed on it is left open: whether an
    /// incident came after it depends on other stories.
    pub fn followed() -> Self {
        Self([Some(Outcome::Pass); Control::ALL.len()])
            .with(&Control::OF_SOME_CHANGES, Outcome::NotApplicable)
            .without(&[Control::Rbk02, Control::Mon02])
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
