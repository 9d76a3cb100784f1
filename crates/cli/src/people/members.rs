//! Those who sign in, in words.

use changeproof_app::wire::members::{MemberAdded, MemberList, MemberRoles, RoleLine};

use super::{counted, line};

/// What adding a person did.
pub fn member_added(added: &MemberAdded) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!("Added {}, who signs in as '{}'.", added.name, added.person),
    );
    roles(&mut text, &added.roles);
    let next = if added.first {
        "From now on everybody signs in: give --as PERSON with every command. Keep the passphrase; nobody can \
         read it from the file, and only another compliance officer can reset it."
    } else {
        "The passphrase has to be changed before anything else: 'changeproof people passphrase'."
    };
    line(&mut text, next);
    text
}

/// What changing roles did.
pub fn member_roles(changed: &MemberRoles) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!("Roles of {} ('{}'):", changed.name, changed.person),
    );
    roles(&mut text, &changed.roles);
    text
}

/// Those who sign in or did.
pub fn members(listed: &MemberList) -> String {
    let mut text = String::new();
    if listed.people.is_empty() {
        line(
            &mut text,
            "Nobody signs in to this workspace: whoever has the file can do everything in it.",
        );
        return text;
    }
    let people = counted(listed.people.len(), "person", "people");
    line(
        &mut text,
        &format!("{people}; roles as of {}.", listed.today),
    );
    for person in &listed.people {
        let state = match (person.active, person.must_change_passphrase) {
            (false, _) => ", signs in no more",
            (true, true) => ", has to change the passphrase first",
            (true, false) => "",
        };
        line(
            &mut text,
            &format!("{}  {}{state}", person.person, person.name),
        );
        roles(&mut text, &person.roles);
    }
    text
}

fn roles(text: &mut String, roles: &[RoleLine]) {
    for role in roles {
        let to = match role.to {
            Some(day) => day.to_string(),
            None => "further notice".to_owned(),
        };
        let force = if role.in_force { "" } else { ", not in force" };
        let label = role.role.label();
        line(
            text,
            &format!("  {label} from {} to {to}{force}", role.from),
        );
    }
}
