//! Which custom field carries what: Jira numbers its custom fields, each site differently.

use std::borrow::Cow;

use crate::container::json_value::{Members, Text};
use crate::mapping::normal;

/// What a custom field of a change carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Standard, normal or emergency.
    Category,
    /// Affected systems.
    Systems,
    /// Risk and impact in words.
    RiskAndImpact,
    /// The chosen risk level.
    RiskLevel,
    /// The chosen level of the impact on production.
    ImpactLevel,
    /// The rollback plan.
    RollbackPlan,
    /// The test plan.
    TestPlan,
    /// Approvals of Jira Service Management.
    Approvals,
    /// The start of the planned window.
    PlannedStart,
    /// The end of the planned window.
    PlannedEnd,
    /// When the implementation began.
    ActualStart,
    /// When the implementation was over.
    ActualEnd,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 12] = [
        Role::Category,
        Role::Systems,
        Role::RiskAndImpact,
        Role::RiskLevel,
        Role::ImpactLevel,
        Role::RollbackPlan,
        Role::TestPlan,
        Role::Approvals,
        Role::PlannedStart,
        Role::PlannedEnd,
        Role::ActualStart,
        Role::ActualEnd,
    ];

    /// The record's field.
    pub fn field(self) -> &'static str {
        match self {
            Role::Category => "category",
            Role::Systems => "systems",
            Role::RiskAndImpact => "risk_and_impact",
            Role::RiskLevel => "risk_level",
            Role::ImpactLevel => "impact_level",
            Role::RollbackPlan => "rollback_plan",
            Role::TestPlan => "test_plan",
            Role::Approvals => "approvals",
            Role::PlannedStart => "planned_start",
            Role::PlannedEnd => "planned_end",
            Role::ActualStart => "actual_start",
            Role::ActualEnd => "actual_end",
        }
    }

    /// Whether the field is a list.
    pub fn holds_list(self) -> bool {
        matches!(self, Role::Systems | Role::Approvals)
    }

    /// The role of a field by its name for people, as Jira's change templates call it.
    pub fn of(name: &str) -> Option<Role> {
        Some(match normal(name).as_str() {
            "changetype" => Role::Category,
            "affectedservices" | "affectedsystems" => Role::Systems,
            "riskandimpactassessment" | "riskandimpact" | "riskandimpactanalysis" => {
                Role::RiskAndImpact
            }
            "changerisk" => Role::RiskLevel,
            "impact" => Role::ImpactLevel,
            "backoutplan" | "rollbackplan" => Role::RollbackPlan,
            "testplan" => Role::TestPlan,
            "approvals" => Role::Approvals,
            "plannedstart" | "targetstart" => Role::PlannedStart,
            "plannedend" | "targetend" => Role::PlannedEnd,
            "actualstart" => Role::ActualStart,
            "actualend" => Role::ActualEnd,
            _ => return None,
        })
    }
}

/// The fields of one page by their roles.
#[derive(Clone, Debug, Default)]
pub struct FieldNames {
    /// Whether the export names its fields at all.
    pub known: bool,
    roles: Vec<(Role, String)>,
}

impl FieldNames {
    /// Reads the `names` of an answer: ids of fields with their names for people.
    pub fn of(names: Option<&str>) -> FieldNames {
        let Some(members) = names.and_then(|text| serde_json::from_str::<Members<'_>>(text).ok())
        else {
            return FieldNames::default();
        };
        let mut roles: Vec<(Role, String)> = members
            .0
            .iter()
            .filter_map(|(id, name)| {
                let name: Text<'_> = serde_json::from_str(name.get()).ok()?;
                Some((Role::of(&name.0)?, Cow::clone(id).into_owned()))
            })
            .collect();
        // By number, so that the order in the answer does not matter.
        roles.sort_by_key(|(_, id)| {
            let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
            (digits.parse::<u64>().unwrap_or(u64::MAX), id.clone())
        });
        FieldNames { known: true, roles }
    }

    /// Ids of the fields with a role.
    pub fn ids(&self, role: Role) -> impl Iterator<Item = &str> {
        self.roles
            .iter()
            .filter(move |(of, _)| *of == role)
            .map(|(_, id)| id.as_str())
    }

    /// The role of a field in the change log: by id where the log gives one, else by name.
    pub fn role_of(&self, id: Option<&str>, name: &str) -> Option<Role> {
        let by_id = id.and_then(|id| {
            let (role, _) = self.roles.iter().find(|(_, known)| known == id)?;
            Some(*role)
        });
        by_id.or_else(|| Role::of(name))
    }
}
