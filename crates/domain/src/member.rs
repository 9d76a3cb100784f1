//! The roles of people who sign in, each for some days. The roster's persons are another thing: they are
//! imported records.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a person may do in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Runs imports, evaluates, prepares packs, looks after people.
    ComplianceOfficer,
    /// Approves exceptions.
    Approver,
    /// Decides on the policy and how it is read.
    PolicyOwner,
    /// Reviews changes after the fact.
    Reviewer,
    /// Looks, verifies and draws samples; changes nothing else.
    Auditor,
}

impl MemberRole {
    /// All roles.
    pub const ALL: [MemberRole; 5] = [
        MemberRole::ComplianceOfficer,
        MemberRole::Approver,
        MemberRole::PolicyOwner,
        MemberRole::Reviewer,
        MemberRole::Auditor,
    ];

    /// The name for programs.
    pub fn id(self) -> &'static str {
        match self {
            MemberRole::ComplianceOfficer => "compliance_officer",
            MemberRole::Approver => "approver",
            MemberRole::PolicyOwner => "policy_owner",
            MemberRole::Reviewer => "reviewer",
            MemberRole::Auditor => "auditor",
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            MemberRole::ComplianceOfficer => "compliance officer",
            MemberRole::Approver => "approver",
            MemberRole::PolicyOwner => "policy owner",
            MemberRole::Reviewer => "reviewer",
            MemberRole::Auditor => "auditor",
        }
    }

    /// The role of that name for programs; dashes and spaces count as underscores.
    pub fn from_id(id: &str) -> Option<MemberRole> {
        let id = id.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|role| role.id() == id)
    }
}

/// A role for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleTerm {
    /// The role.
    pub role: MemberRole,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none until further notice.
    pub to: Option<NaiveDate>,
}

impl RoleTerm {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The roles in force on a day, in the order of [`MemberRole::ALL`].
pub fn roles_on(terms: &[RoleTerm], day: NaiveDate) -> Vec<MemberRole> {
    let holds = |role: &MemberRole| {
        terms
            .iter()
            .any(|term| term.role == *role && term.holds_on(day))
    };
    MemberRole::ALL.into_iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 3, day).unwrap()
    }

    #[test]
    fn a_role_is_in_force_from_its_first_to_its_last_day() {
        let term = RoleTerm {
            role: MemberRole::Approver,
            from: day(3),
            to: Some(day(5)),
        };
        let held: Vec<u32> = (1..8).filter(|at| term.holds_on(day(*at))).collect();
        assert_eq!(held, [3, 4, 5]);
        let open = RoleTerm { to: None, ..term };
        assert!(open.holds_on(day(30)), "until further notice");
        let terms = [term, open];
        assert_eq!(
            roles_on(&terms, day(4)),
            [MemberRole::Approver],
            "told once"
        );
        assert_eq!(roles_on(&terms, day(1)), []);
    }

    #[test]
    fn a_role_is_read_as_it_is_written() {
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::from_id(role.id()), Some(role));
            assert_eq!(MemberRole::from_id(role.label()), Some(role));
            let json = serde_json::to_value(role).unwrap();
            assert_eq!(json, role.id(), "the same name in events");
        }
        assert_eq!(MemberRole::from_id("owner"), None);
    }
}
