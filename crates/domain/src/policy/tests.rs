//! Reading profiles: the built-in one, and what is refused.

use super::settings::{Kind, SETTINGS, find};
use super::*;

/// The faults of the built-in profile after one replacement.
fn faults(from: &str, to: &str) -> String {
    assert!(BUILT_IN.contains(from), "the profile has no '{from}'");
    let text = BUILT_IN.replacen(from, to, 1);
    let faults = read(&text).expect_err("the change was accepted");
    let all: Vec<String> = faults.iter().map(Fault::to_string).collect();
    all.join("\n")
}

/// The line of the built-in profile on which a text stands.
fn line_of(text: &str) -> usize {
    let at = BUILT_IN.find(text).unwrap();
    BUILT_IN[..at].matches('\n').count() + 1
}

#[test]
fn the_built_in_profile_is_read_and_always_was_in_force() {
    let profile = read(BUILT_IN).unwrap();
    assert_eq!(profile.effective_from, None);
    assert_eq!(profile.parameters.reviewers, 1);
    assert_eq!(profile.parameters.reversion_within, 4 * crate::time::HOUR);
    assert_eq!(
        profile.clauses.first().unwrap().id,
        "SCOPE",
        "in the order of the text"
    );
    assert!(profile.controls_off.is_empty());
    assert!(
        profile
            .interpretations
            .iter()
            .all(|one| one.state == InterpretationState::Proposed),
        "nobody accepted the built-in interpretations"
    );
    assert_eq!(Parameters::default(), profile.parameters);
}

#[test]
fn every_value_reads_back_from_how_it_is_written() {
    let parameters = Parameters::default();
    for one in SETTINGS {
        let value = one.of(&parameters);
        if let Kind::Count(_) | Kind::Span(_) = one.kind {
            let written = one.written(&value);
            assert!(BUILT_IN.contains(&written), "{} = {written}", one.name);
            assert_eq!(
                one.number(&written).map(settings::Setting::Number),
                Ok(value)
            );
        }
    }
    let again = SETTINGS.iter().map(|one| one.of(&parameters));
    assert_eq!(Parameters::from_settings(again), Some(parameters.clone()));
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_the_nearest_known_one() {
    let said = faults("\nreviewers = 1", "\nreviewer = 1");
    let line = line_of("\nreviewers = 1") + 1;
    let expected = format!(
        "line {line}, column 1, parameters.reviewer: 'reviewer' is not known here. Did you mean \
         'reviewers'?"
    );
    assert!(said.contains(&expected), "{said}");
    assert!(said.contains("'reviewers' is missing"), "{said}");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_what_is_expected() {
    for (from, to, expected) in [
        (
            "reviewers = 1",
            "reviewers = \"1\"",
            "a whole number, such as 5",
        ),
        ("reviewers = 1", "reviewers = 0", "At least one reviewer"),
        (
            "reversion_within = \"4 h\"",
            "reversion_within = 4",
            "a whole number with its unit (min, h or d), such as \"4 h\"; found was 4.",
        ),
        (
            "reversion_within = \"4 h\"",
            "reversion_within = \"90 min\"",
            "in whole hours",
        ),
        (
            "quiet_business_days = \"5 business days\"",
            "quiet_business_days = \"5 d\"",
            "a whole number with what it counts, such as \"5 business days\"",
        ),
        ("[\"change\"]", "\"change\"", "a list such as"),
        (
            "[\"change\"]",
            "[\"Change\"]",
            "Write 'Change' in lower case.",
        ),
        ("[\"change\"]", "[\"\"]", "text between quotation marks"),
        (
            "\"rollback_plan\", ",
            "\"rollback\", ",
            "'rollback' is not one of",
        ),
        (
            "[\"production\", \"prod\", \"prd\", \"live\"]",
            "[]",
            "nothing would be judged",
        ),
        (
            "effective_from = \"always\"",
            "effective_from = \"1 July\"",
            "a date such as \"2025-07-01\"",
        ),
        (
            "state = \"proposed\"",
            "state = \"agreed\"",
            "\"proposed\" or \"accepted\"",
        ),
        (
            "state = \"proposed\"",
            "state = \"accepted\"",
            "'accepted_by' is missing",
        ),
        (
            "clause = \"2-REV\"",
            "clause = \"2-REW\"",
            "Did you mean '2-REV'?",
        ),
        (
            "parameters = [\"reviewing_roles\"]",
            "parameters = [\"reviewing_role\"]",
            "Did you mean 'reviewing_roles'?",
        ),
        (
            "[controls_off]",
            "[controls_off.RBK-01]\nreason = \"x\"",
            "'decided_by' is missing",
        ),
        (
            "[holidays]",
            "[holidays]\nchristmas = \"x\"",
            "a date such as",
        ),
        ("name = \"Change", "name = Change", "This is not TOML"),
    ] {
        let said = faults(from, to);
        assert!(said.contains(expected), "{to}: {said}");
        assert!(said.starts_with("line "), "{said}");
    }
}

#[test]
fn a_control_that_does_not_exist_is_refused_where_controls_are_known() {
    let text = BUILT_IN.replace("controls = [\"REV-03\"]", "controls = [\"REV-3\"]");
    assert!(read(&text).is_ok(), "nobody said which controls there are");
    let faults = read_knowing(&text, &["REV-01", "REV-03"]).unwrap_err();
    let said = faults
        .iter()
        .map(Fault::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        said.contains("'REV-3' is not a control. Did you mean 'REV-0"),
        "{said}"
    );
    assert!(said.contains("'TRC-01' is not a control"), "{said}");
}

#[test]
fn holidays_aliases_and_controls_that_are_off_are_read() {
    let text = BUILT_IN
        .replace("[holidays]", "[holidays]\n2025-12-25 = \"Christmas Day\"")
        .replace(
            "system_aliases = []",
            "system_aliases = [{ alias = \"Referral\", service = \"referral-api\" }]",
        )
        .replace(
            "[controls_off]",
            "[controls_off.RBK-01]\nreason = \"r\"\ndecided_by = \"Ana\"\ndecided_on = \"2025-06-20\"",
        );
    let profile = read(&text).unwrap();
    let day = NaiveDate::from_ymd_opt(2025, 12, 25).unwrap();
    assert_eq!(profile.holidays[&day], "Christmas Day");
    assert_eq!(profile.controls_off["RBK-01"].decided_by, "Ana");
    let alias = ("Referral".to_owned(), "referral-api".to_owned());
    assert_eq!(profile.parameters.system_aliases, [alias]);
}

#[test]
fn a_new_day_and_reason_change_nothing_else_of_the_text() {
    let day = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
    let reason = "Two \"reviewers\": \\ a decision\nof the board";
    let text = effective_as(BUILT_IN, day, reason).unwrap();
    let profile = read(&text).unwrap();
    assert_eq!(profile.effective_from, Some(day));
    assert_eq!(profile.reason, reason);
    assert_eq!(
        effective_as(&text, day, reason),
        Ok(text.clone()),
        "the same again"
    );
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let changed = lines(&text)
        .into_iter()
        .zip(lines(BUILT_IN))
        .filter(|(new, old)| new != old)
        .count();
    assert_eq!(changed, 2, "two lines differ");
}

#[test]
fn every_built_in_interpretation_names_a_clause_and_parameters_that_exist() {
    for one in &built_in().interpretations {
        assert!(built_in().clause(&one.clause).is_some(), "{}", one.id);
        assert!(one.parameters.iter().all(|name| find(name).is_some()));
    }
}
