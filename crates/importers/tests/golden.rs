//! Input and expected pairs under `fixtures/importers`.
//!
//! `CHANGEPROOF_BLESS=1` writes what the readers make of the inputs; look at the difference before
//! it is committed.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use changeproof_importers::{Options, detect, formats};
use serde_json::{Value, json};
use support::{Fixture, fixtures, read_with};

/// What was declared at import, from `options.json` beside the input.
fn options_of(fixture: &Fixture) -> Options {
    let mut options = Options::default();
    let Ok(text) = std::fs::read_to_string(fixture.folder.join("options.json")) else {
        return options;
    };
    let declared: Value = serde_json::from_str(&text).expect("options.json is JSON");
    let text = |key: &str| declared.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(zone) = text("zone") {
        options.zone = zone.parse().expect("the zone exists");
    }
    options.repository = text("repository");
    options.service = text("service");
    options
}

fn answer(fixture: &Fixture) -> Value {
    let bytes = std::fs::read(&fixture.input).expect("the input can be read");
    let (reading, kept) = read_with(&bytes, &options_of(fixture));
    let reading = reading.unwrap_or_else(|error| panic!("{}: {error}", fixture.input.display()));
    json!({
        "reading": reading,
        "records": kept
            .records
            .iter()
            .map(|(place, record)| json!({ "place": place, "record": record }))
            .collect::<Vec<_>>(),
        "issues": kept.issues,
    })
}

#[test]
fn every_fixture_reads_as_expected() {
    let bless = std::env::var_os("CHANGEPROOF_BLESS").is_some();
    for fixture in fixtures() {
        let found = answer(&fixture);
        let path = fixture.folder.join("expected.json");
        if bless {
            let text = serde_json::to_string_pretty(&found).expect("it is JSON");
            std::fs::write(&path, text + "\n").expect("it can be written");
            continue;
        }
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
        for part in ["reading", "issues", "records"] {
            assert_eq!(
                serde_json::to_string_pretty(&found[part]).expect("it is JSON"),
                serde_json::to_string_pretty(&expected[part]).expect("it is JSON"),
                "{part} of {}",
                fixture.input.display()
            );
        }
    }
}

#[test]
fn every_fixture_is_claimed_by_exactly_its_own_format() {
    for fixture in fixtures() {
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        // Two claims would be an error, so an answer means that there is one.
        let detection = detect("input", &bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", fixture.input.display()));
        assert_eq!(
            detection.format,
            fixture.format,
            "{}: {}",
            fixture.input.display(),
            detection.signature
        );
    }
}

#[test]
fn every_format_has_a_plain_fixture_and_one_with_quirks() {
    let fixtures = fixtures();
    for format in formats() {
        for name in ["plain", "quirks"] {
            assert!(
                fixtures
                    .iter()
                    .any(|fixture| fixture.format == format.id() && fixture.name == name),
                "{} has a fixture '{name}'",
                format.id()
            );
        }
    }
}

#[test]
fn every_row_is_counted_once() {
    for fixture in fixtures() {
        let found = answer(&fixture);
        let rows = &found["reading"]["rows"];
        // A scan is told by the report as a whole, and by no row of it.
        let is_row = |held: &&Value| held["record"]["kind"] != json!("secret_scan");
        let records = found["records"]
            .as_array()
            .map_or(0, |records| records.iter().filter(is_row).count())
            as u64;
        let rejected = found["issues"].as_array().map_or(0, |issues| {
            issues
                .iter()
                .filter(|issue| issue["rejected"] == json!(true))
                .count()
        }) as u64;
        let name = fixture.input.display();
        assert_eq!(
            rows["accepted"],
            json!(records),
            "{name}: accepted rows are records"
        );
        assert_eq!(
            rows["rejected"],
            json!(rejected),
            "{name}: each has its issue"
        );
    }
}

#[test]
fn every_field_that_a_record_holds_can_be_named_in_the_sources_own_words() {
    // What a whole record derives from, or what names itself by its own place.
    let without = ["kind", "source", "approvals", "history"];
    for fixture in fixtures() {
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        let (reading, kept) = read_with(&bytes, &options_of(&fixture));
        let reading = reading.expect("the fixture can be read");
        let id_is_made_up = reading
            .notes
            .iter()
            .any(|note| note.contains("stand in for it"));
        for (_, record) in &kept.records {
            let value = serde_json::to_value(record).expect("records are JSON");
            for (field, _) in value.as_object().expect("records are objects") {
                let declared = ["repository", "service"].contains(&field.as_str())
                    && fixture.folder.join("options.json").exists();
                // What a scanner's report tells by being one.
                let of_report = value["kind"]
                    .as_str()
                    .is_some_and(|kind| kind.starts_with("secret_"))
                    && ["scanner", "status"].contains(&field.as_str());
                if of_report
                    || without.contains(&field.as_str())
                    || declared
                    || (id_is_made_up && field == "id")
                {
                    continue;
                }
                assert!(
                    reading.fields.original(field).is_some(),
                    "{}: {field} has a name in the source",
                    fixture.input.display()
                );
            }
        }
    }
}
