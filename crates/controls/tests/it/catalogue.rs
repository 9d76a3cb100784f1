//! Until when a template of the catalogue holds, and for which systems.

use changeproof_controls::case::{START, World};
use changeproof_controls::{find, judge};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{FieldChange, StandardChange};
use changeproof_domain::time::{DAY, HOUR, Moment, Precision};
use chrono::NaiveDate;

use crate::support::{judged, snapshot};

/// The outcome for a standard change by a template of the catalogue.
fn by(alter: impl FnOnce(&mut StandardChange)) -> Outcome {
    let mut world = World::default();
    world.parameters.system_aliases = [("Partner portal", "referral-api"), ("Mail", "mailer")]
        .map(|(alias, service)| (alias.to_owned(), service.to_owned()))
        .to_vec();
    let mut template = World::standard_change("STD-FLAG", 50);
    alter(&mut template);
    world.add(template);
    let judgement = judged("STD-01", &world, |of| {
        of.ticket().category = Field::Value("Standard".to_owned());
        of.ticket().template = Field::Value("STD-FLAG".to_owned());
    });
    judgement.outcome
}

#[test]
fn an_approval_of_a_template_holds_for_as_long_as_the_policy_says() {
    let valid = Parameters::default().template_valid;
    let approved = |before: i64, precision: Precision| {
        let alter = |of: &mut StandardChange| {
            let mut at = Moment::utc(START.plus(-before));
            at.precision = precision;
            of.approved_at = Field::Value(at);
        };
        by(alter)
    };
    let exact = Moment::utc(START).precision;
    assert_eq!(approved(valid, exact), Outcome::Pass, "to the millisecond");
    assert_eq!(approved(valid + 1, exact), Outcome::Fail);
    // The day began more than a year before, and ended later.
    let day = approved(valid + 10 * HOUR, Precision::Day);
    assert_eq!(day, Outcome::InsufficientEvidence);
    assert_eq!(approved(valid + 2 * DAY, Precision::Day), Outcome::Fail);
}

#[test]
fn a_template_may_be_used_through_its_last_day() {
    let until = |day: u32| {
        move |of: &mut StandardChange| {
            of.valid_to = Field::Value(NaiveDate::from_ymd_opt(2025, 3, day).unwrap());
        }
    };
    assert_eq!(by(until(2)), Outcome::Fail);
    assert_eq!(by(until(3)), Outcome::Pass);
    assert_eq!(by(until(4)), Outcome::Pass);
}

#[test]
fn a_template_holds_for_a_system_by_every_name_that_the_policy_gives_it() {
    let of = |scope: &str| {
        let scope = scope.to_owned();
        by(|of| of.scope = Field::Value(vec![scope]))
    };
    for own in [
        "referral-api",
        "Referral-API",
        "partner portal",
        "All systems",
    ] {
        assert_eq!(of(own), Outcome::Pass, "{own}");
    }
    for other in ["search", "mail", "mailer"] {
        assert_eq!(of(other), Outcome::Fail, "{other}");
    }
}

/// The outcome where the record has no template of its own, and this description.
fn described(text: &str, templates: &[(&str, i64)]) -> Outcome {
    described_as(text, templates).outcome
}

/// The same with its sentence.
fn described_as(text: &str, templates: &[(&str, i64)]) -> Judgement {
    let mut world = World::default();
    for (name, days) in templates {
        world.add(World::standard_change(name, *days));
    }
    judged("STD-01", &world, |of| {
        of.ticket().category = Field::Value("Standard".to_owned());
        of.ticket().template = Field::Empty;
        of.ticket().description = Field::Value(text.to_owned());
    })
}

#[test]
fn a_text_names_a_template_by_words_of_its_own() {
    let named = |text: &str| described(text, &[("STD-FLAG", 50)]) == Outcome::Pass;
    for text in [
        "As in STD-FLAG, nothing else.",
        "std-flag",
        "By (STD-FLAG).",
    ] {
        assert!(named(text), "{text}");
    }
    for text in [
        "As in STD-FLAG2.",
        "As in XSTD-FLAG.",
        "As in STD-FLAG_2.",
        "As in STD-FLAG-2.",
        "As in STD-FLAG v3, nothing else.",
        "As in STD-FLAG 2.1",
        "A flag.",
    ] {
        assert!(!named(text), "{text}");
    }
    assert_ne!(
        described("Switch a flag.", &[("Flag", 50)]),
        Outcome::Pass,
        "one plain word"
    );
}

#[test]
fn of_several_templates_that_a_text_names_one_that_holds_is_enough() {
    let text = "As in STD-FLAG and STD-CACHE.";
    for (flag, cache) in [(50, 500), (500, 50), (50, 60)] {
        let templates = [("STD-FLAG", flag), ("STD-CACHE", cache)];
        assert_eq!(
            described(text, &templates),
            Outcome::Pass,
            "{flag} and {cache}"
        );
    }
    let neither = [("STD-FLAG", 500), ("STD-CACHE", 600)];
    assert_eq!(described(text, &neither), Outcome::Fail);
    let first = |days| described_as(text, &[("STD-FLAG", days), ("STD-CACHE", days)]).reason;
    for days in [50, 500] {
        let reason = first(days);
        assert!(
            reason.contains("STD-CACHE") && !reason.contains("STD-FLAG"),
            "{reason}"
        );
    }
}

#[test]
fn the_sentence_tells_why_the_category_is_not_known() {
    let why = |category: Field<String>| {
        let of = judged("EMG-01", &World::default(), |files| {
            files.ticket().category = category;
        });
        assert_eq!(of.outcome, Outcome::InsufficientEvidence, "{}", of.reason);
        of.reason
    };
    let not_exported = why(Field::NotExported);
    assert!(
        not_exported.ends_with("its category was not exported."),
        "{not_exported}"
    );
    let empty = why(Field::Empty);
    assert!(empty.ends_with("its category is empty."), "{empty}");
    let unmapped = why(Field::Value("Cosmetic".to_owned()));
    let said = "its category 'Cosmetic' is not mapped to standard, normal or emergency.";
    assert!(unmapped.ends_with(said), "{unmapped}");
}

#[test]
fn the_sentence_tells_since_when_a_text_names_a_template() {
    let mut world = World::default();
    world.add(World::standard_change("STD-FLAG", 50));
    let of = judged("STD-01", &world, |of| {
        let edit = |to: &str, hours: i64| FieldChange {
            field: "description".to_owned(),
            from: Some("Routine.".to_owned()),
            to: Some(to.to_owned()),
            author: Field::NotExported,
            at: Moment::utc(START.plus(hours * HOUR)),
            place: None,
        };
        let named = "As in STD-FLAG, nothing else.";
        of.ticket().category = Field::Value("Standard".to_owned());
        of.ticket().template = Field::Empty;
        of.ticket().history = Field::Value(vec![edit("Routine work.", 1), edit(named, 2)]);
        of.ticket().description = Field::Value(named.to_owned());
    });
    let said = "its description names STD-FLAG since 2025-03-03 12:00 UTC";
    assert!(of.reason.contains(said), "{}", of.reason);
}

#[test]
fn a_text_is_shown_only_where_it_is_read_for_a_template() {
    let mut world = World::default();
    world.add(World::standard_change("STD-FLAG", 50));
    let is_shown = |template: Field<String>| {
        let of = judged("STD-01", &world, |of| {
            of.ticket().category = Field::Value("Standard".to_owned());
            of.ticket().template = template;
            of.ticket().description = Field::Value("As in STD-FLAG.".to_owned());
        });
        assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
        of.facts.iter().any(|fact| fact.field == "description")
    };
    assert!(is_shown(Field::Empty));
    assert!(!is_shown(Field::Value("STD-FLAG".to_owned())));
}

/// STD-01 where the deployment began at another time and the template may be used until the 3rd of March.
fn used_at(started: Moment) -> Outcome {
    let mut world = World::default();
    let mut template = World::standard_change("STD-FLAG", 50);
    template.valid_to = Field::Value(NaiveDate::from_ymd_opt(2025, 3, 3).unwrap());
    world.add(template);
    let snapshot = snapshot(&world, |files| {
        files.deployment().started_at = started;
        files.ticket().category = Field::Value("Standard".to_owned());
        files.ticket().template = Field::Value("STD-FLAG".to_owned());
    });
    let subjects = 0..snapshot.subjects.len();
    let last = subjects.max_by_key(|at| snapshot.subjects[*at].at).unwrap();
    let control = find("STD-01").unwrap();
    judge(control, &snapshot, last.into(), world.judged_as_of()).outcome
}

#[test]
fn a_template_may_be_used_through_the_last_instant_of_its_last_day() {
    // The 3rd of March ends 14 hours after the start of the cases.
    let end = START.plus(14 * HOUR - 1);
    assert_eq!(used_at(Moment::utc(end)), Outcome::Pass);
    assert_eq!(used_at(Moment::utc(end.plus(1))), Outcome::Fail);
    let within_a_day_from = |at| Moment {
        precision: Precision::Day,
        ..Moment::utc(at)
    };
    let whole = used_at(within_a_day_from(START.plus(-10 * HOUR)));
    assert_eq!(whole, Outcome::Pass, "at some time of that day");
    let over_its_end = used_at(within_a_day_from(START));
    assert_eq!(over_its_end, Outcome::InsufficientEvidence);
}
