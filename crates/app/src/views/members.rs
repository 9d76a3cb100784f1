//! People who sign in: what is told before anybody did, who is signed in, and all of them.

use std::path::Path;

use changeproof_domain::member::MemberRole;
use changeproof_store::{Reader, Workspace};

use super::OpenWorkspace;
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::members::{
    NewPerson, PASSPHRASE_LETTERS, RoleChange, add, change_roles, deactivate, list, reset,
    sealed_by,
};
use crate::permission::{Act, roles_of};
use crate::ports::{Clock as _, Ports, SystemClock};
use crate::wire::members::{MemberLine, RoleLine};
use crate::wire::view::members::{
    MayView, MemberRow, MemberTerm, MembersView, NewMember, RoleChoice, RoleEdit, SignInPerson,
    SignedInView,
};

/// What a workspace tells to whoever has not signed in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The company.
    pub entity: String,
    /// All who sign in.
    pub people: Vec<SignInPerson>,
}

/// What a workspace tells before anybody signed in; none where nobody signs in to it.
///
/// # Errors
///
/// What the store says.
pub fn door(workspace: &Path) -> Result<Option<Door>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    if !reader.has_members()? {
        return Ok(None);
    }
    let members = reader.members()?.into_iter();
    Ok(Some(Door {
        entity: reader.company()?.entity,
        people: members
            .filter(|member| member.deactivated_by.is_none())
            .map(|member| SignInPerson {
                person: member.id,
                name: member.name,
            })
            .collect(),
    }))
}

impl OpenWorkspace {
    /// Whoever is signed in, with what the roles of today allow.
    pub(super) fn signed_in_view(
        &self,
        reader: &Reader<'_>,
    ) -> Result<Option<SignedInView>, AppError> {
        let Some(person) = &self.signed_in else {
            return Ok(None);
        };
        let today = SystemClock.now().date_in(workspace_zone(reader)?);
        let roles = roles_of(reader, person.id(), today)?;
        let may = |act: Act| roles.iter().any(|role| act.is_allowed_to(*role));
        Ok(Some(SignedInView {
            person: person.id().to_owned(),
            name: person.name().to_owned(),
            roles: roles.iter().map(|role| role.label().to_owned()).collect(),
            may: MayView {
                import: may(Act::Import),
                evaluate: may(Act::Evaluate),
                make_pack: may(Act::MakePack),
                look_after_people: may(Act::LookAfterPeople),
            },
            sealed_by: sealed_by(reader, person.id())?,
        }))
    }

    /// All who sign in or did.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn members(&self, ports: &Ports<'_>) -> Result<MembersView, AppError> {
        let listed = list(&self.path, ports)?;
        let named = |id: &String| {
            let found = listed.people.iter().find(|one| one.person == *id);
            found.map_or_else(|| id.clone(), |one| one.name.clone())
        };
        let row = |line: &MemberLine| MemberRow {
            person: line.person.clone(),
            name: line.name.clone(),
            active: line.active,
            must_change_passphrase: line.must_change_passphrase,
            added_at: line.added_at,
            added_by: line.added_by.as_ref().map(named),
            roles: line.roles.iter().map(term).collect(),
        };
        Ok(MembersView {
            today: listed.today,
            people: listed.people.iter().map(row).collect(),
            roles: MemberRole::ALL.into_iter().map(choice).collect(),
            shortest_passphrase: u32::try_from(PASSPHRASE_LETTERS).unwrap_or(u32::MAX),
        })
    }

    /// Adds a person: the first one, or another one.
    ///
    /// # Errors
    ///
    /// As for [`add`].
    pub fn add_member(
        &self,
        new: NewMember,
        passphrase: &str,
        ports: &Ports<'_>,
    ) -> Result<(), AppError> {
        let person = NewPerson {
            id: new.person,
            name: new.name,
            roles: new.roles,
            from: new.from,
        };
        add(&self.path, &person, passphrase, ports).map(|_| ())
    }

    /// Changes the roles of a person.
    ///
    /// # Errors
    ///
    /// As for [`change_roles`].
    pub fn change_roles(&self, edit: RoleEdit, ports: &Ports<'_>) -> Result<(), AppError> {
        let change = RoleChange {
            person: edit.person,
            give: edit.give,
            take: edit.take,
            from: edit.from,
            to: edit.to,
        };
        change_roles(&self.path, &change, ports).map(|_| ())
    }

    /// Gives a person who lost the passphrase another one.
    ///
    /// # Errors
    ///
    /// As for [`reset`].
    pub fn reset_member(
        &self,
        person: &str,
        passphrase: &str,
        ports: &Ports<'_>,
    ) -> Result<(), AppError> {
        reset(&self.path, person, passphrase, ports)
    }

    /// Lets a person sign in no more.
    ///
    /// # Errors
    ///
    /// As for [`deactivate`].
    pub fn deactivate_member(&self, person: &str, ports: &Ports<'_>) -> Result<(), AppError> {
        deactivate(&self.path, person, ports)
    }
}

fn term(line: &RoleLine) -> MemberTerm {
    MemberTerm {
        role: line.role,
        label: line.role.label().to_owned(),
        from: line.from,
        to: line.to,
        in_force: line.in_force,
    }
}

/// A role with what it allows; what all roles allow is left out.
fn choice(role: MemberRole) -> RoleChoice {
    let of_this =
        |act: &Act| act.is_allowed_to(role) && act.allowed().len() < MemberRole::ALL.len();
    let acts = Act::ALL.into_iter().filter(of_this);
    RoleChoice {
        role,
        label: role.label().to_owned(),
        may: acts.map(|act| act.label().to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_allows_leaves_out_what_all_allow() {
        assert_eq!(choice(MemberRole::Auditor).may, ["draw a sample"]);
        let officer = choice(MemberRole::ComplianceOfficer).may;
        assert!(officer.contains(&"import files".to_owned()), "{officer:?}");
        assert!(!officer.contains(&"look at the workspace".to_owned()));
    }
}
