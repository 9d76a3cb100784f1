//! Changes the roles of a person, from a day on.

use std::path::Path;

use changeproof_domain::member::{MemberRole, RoleTerm};
use changeproof_store::Workspace;
use chrono::NaiveDate;

use super::event::{ROLES, Roles};
use super::{SignInError, active, check_officer_stays, terms_of};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::members::{MemberRoles, RoleLine};

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// Whose roles.
    pub person: String,
    /// Roles that the person is given.
    pub give: Vec<MemberRole>,
    /// Roles that are taken.
    pub take: Vec<MemberRole>,
    /// The first day with what is given and without what is taken; today where it is left out.
    pub from: Option<NaiveDate>,
    /// The last day of what is given; none until further notice.
    pub to: Option<NaiveDate>,
}

/// Changes roles. What held on a day that has passed stays as it was.
///
/// # Errors
///
/// [`SignInError::Unknown`], [`SignInError::RoleBackdated`], [`SignInError::LastOfficer`] and what else
/// is wrong with the change; [`SignInError::NotAllowed`]; or what the store says.
pub fn change_roles(
    workspace: &Path,
    change: &RoleChange,
    ports: &Ports<'_>,
) -> Result<MemberRoles, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::LookAfterPeople, ports)?;
    let today = ports.clock.now().date_in(workspace_zone(&writer)?);
    let from = change.from.unwrap_or(today);
    if from < today {
        return Err(SignInError::RoleBackdated { from, today }.into());
    }
    if let Some(to) = change.to.filter(|to| *to < from) {
        return Err(SignInError::RoleReversed { from, to }.into());
    }
    let member = active(&writer, &change.person)?;
    let before = terms_of(&writer, &member.id)?;
    let after = changed(&before, change, from);
    if after == before {
        return Err(SignInError::NothingChanges { name: member.name }.into());
    }
    check_officer_stays(&writer, &member.id, &after, today)?;
    let told = Roles {
        person: member.id,
        roles: after,
    };
    let head = log::append(&writer, Act::LookAfterPeople, ROLES, &told, ports)?;
    writer.set_member_roles(&told.person, &told.roles, head.sequence)?;
    writer.commit()?;
    Ok(MemberRoles {
        workspace: workspace.to_owned(),
        person: told.person,
        name: member.name,
        roles: RoleLine::all(&told.roles, today),
    })
}

/// The roles once a change holds from a day on.
fn changed(before: &[RoleTerm], change: &RoleChange, from: NaiveDate) -> Vec<RoleTerm> {
    let mut after: Vec<RoleTerm> = before
        .iter()
        .filter_map(|term| {
            let touched = change.take.contains(&term.role) && term.to.is_none_or(|to| to >= from);
            match touched {
                false => Some(*term),
                true if term.from >= from => None,
                true => Some(RoleTerm {
                    to: from.pred_opt(),
                    ..*term
                }),
            }
        })
        .collect();
    for &role in &change.give {
        let new = RoleTerm {
            role,
            from,
            to: change.to,
        };
        let has_it = |term: &RoleTerm| {
            let long_enough = match (term.to, new.to) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(has), Some(wanted)) => has >= wanted,
            };
            term.role == role && term.from <= from && long_enough
        };
        if !after.iter().any(has_it) {
            after.push(new);
        }
    }
    after.sort_by_key(|term| (term.role, term.from, term.to));
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use MemberRole::{Approver, Reviewer};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 3, day).unwrap()
    }

    fn term(role: MemberRole, from: u32, to: Option<u32>) -> RoleTerm {
        RoleTerm {
            role,
            from: day(from),
            to: to.map(day),
        }
    }

    fn change(give: &[MemberRole], take: &[MemberRole], to: Option<u32>) -> RoleChange {
        RoleChange {
            person: "ana".to_owned(),
            give: give.to_vec(),
            take: take.to_vec(),
            from: None,
            to: to.map(day),
        }
    }

    #[test]
    fn a_role_that_is_taken_ends_on_the_day_before_and_stays_in_the_past() {
        let before = [term(Approver, 1, None), term(Reviewer, 1, None)];
        let after = changed(&before, &change(&[], &[Approver], None), day(9));
        assert_eq!(after, [term(Approver, 1, Some(8)), term(Reviewer, 1, None)]);
    }

    #[test]
    fn a_role_that_had_not_begun_is_taken_as_a_whole_and_one_that_ended_stays() {
        let before = [term(Approver, 1, Some(3)), term(Approver, 12, None)];
        let after = changed(&before, &change(&[], &[Approver], None), day(9));
        assert_eq!(after, [term(Approver, 1, Some(3))]);
    }

    #[test]
    fn a_role_is_given_once_and_for_as_long_as_it_is_given() {
        let before = [term(Approver, 1, Some(20))];
        let same = changed(&before, &change(&[Approver], &[], Some(15)), day(9));
        assert_eq!(same, before, "has it already");
        let longer = changed(&before, &change(&[Approver], &[], None), day(9));
        assert_eq!(longer, [before[0], term(Approver, 9, None)]);
    }
}
