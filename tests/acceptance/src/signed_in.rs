//! People who sign in, for tests of what they decide.

use std::ffi::OsString;
use std::process::Command;

use crate::program::{Said, command, said};
use crate::workspace::Workspace;

/// The passphrase of everybody.
const WORDS: &str = "correct horse battery";
/// The one that the officer chose for them.
const LENT: &str = "lent for one morning";

/// Runs a call with words split at spaces; `W` is the workspace, `BESIDE` its folder, and `~`
/// within a word a space.
pub fn run(workspace: &Workspace, person: Option<&str>, call: &str) -> Said {
    said(&mut not_begun(workspace, person, call))
}

/// The same call, not begun.
pub fn not_begun(workspace: &Workspace, person: Option<&str>, call: &str) -> Command {
    with_words(workspace, person, call, WORDS, WORDS)
}

fn with_words(
    workspace: &Workspace,
    person: Option<&str>,
    call: &str,
    own: &str,
    new: &str,
) -> Command {
    let folder = workspace
        .path()
        .parent()
        .expect("a workspace is in a folder");
    let folder = folder.to_str().expect("a folder with plain letters");
    let words = call.split(' ').map(|word| match word {
        "W" => workspace.path().as_os_str().to_owned(),
        word if word.starts_with("--") => OsString::from(word),
        word => OsString::from(word.replace("BESIDE", folder).replace('~', " ")),
    });
    let mut call = command(words);
    call.env_remove("CHANGEPROOF_PASSPHRASE")
        .env("CHANGEPROOF_NEW_PASSPHRASE", new);
    if let Some(person) = person {
        call.args(["--as", person])
            .env("CHANGEPROOF_PASSPHRASE", own);
    }
    call
}

/// Adds the first person, who is compliance officer.
#[track_caller]
pub fn first(workspace: &Workspace, id: &str) {
    let call = format!("people add W {id} --name {id}");
    run(workspace, None, &call).well();
}

/// Adds a person with a role, who chooses a passphrase.
#[track_caller]
pub fn added(workspace: &Workspace, officer: &str, id: &str, role: &str) {
    let call = format!("people add W {id} --name {id} --role {role}");
    said(&mut with_words(
        workspace,
        Some(officer),
        &call,
        WORDS,
        LENT,
    ))
    .well();
    let own = "people passphrase W";
    said(&mut with_words(workspace, Some(id), own, LENT, WORDS)).well();
}
