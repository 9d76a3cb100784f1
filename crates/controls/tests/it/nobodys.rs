//! Whose account a control has to know, and the roster does not.

use changeproof_controls::case::World;
use changeproof_controls::context::{Context, Detail};
use changeproof_controls::find;
use changeproof_controls::identities::compared;
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;

use crate::support::{snapshot, subject};

#[test]
fn an_author_is_asked_for_where_reviewers_or_approvers_are_held_against_them() {
    let world = World::default();
    let snapshot = snapshot(&world, |files| {
        let author = Account::new(System::GitHub, "newcomer");
        files.pull_request().author = Field::Value(author);
    });
    let id = subject(&snapshot);
    let cx = Context::new(&snapshot, id, world.judged_as_of(), Detail::OutcomeOnly);
    let asked = |control: &str| {
        let found = compared(&cx, find(control).unwrap());
        found.iter().any(|one| one.name == "newcomer")
    };
    assert_eq!(
        ["REV-01", "APP-02", "REV-03", "APP-03", "TRC-03"].map(asked),
        [true, true, false, false, false]
    );
}
