//! Files outside the project: the made-up company, and real exports.

mod support;

use changeproof_importers::{Options, detect};
use support::{files, read_with, shared};

#[test]
fn the_made_up_company_is_read_without_issues() {
    let Some(folder) = shared("conformance/inputs") else {
        return;
    };
    for path in files(&folder) {
        let name = path.display();
        let bytes = std::fs::read(&path).expect("the file can be read");
        let (reading, kept) = read_with(&bytes, &Options::default());
        let reading = reading.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(kept.issues, [], "{name} has no bad rows");
        assert_eq!(reading.rows.rejected, 0, "{name} loses nothing");
        assert_eq!(reading.cut, None, "{name} is complete");
        assert!(!kept.records.is_empty(), "{name} has records");
    }
}

#[test]
fn real_exports_are_recognised_or_refused_with_what_was_found_and_what_to_do() {
    let Some(folder) = shared("corpus") else {
        return;
    };
    let mut recognised = 0;
    for path in files(&folder) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        match detect("export", &bytes) {
            Ok(detection) => {
                recognised += 1;
                let (reading, kept) = read_with(&bytes, &Options::default());
                let reading = reading.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                assert_eq!(reading.format, detection.format, "{}", path.display());
                assert_eq!(
                    reading.rows.accepted,
                    kept.records.len() as u64,
                    "{}: every accepted row is a record",
                    path.display()
                );
            }
            Err(error) => {
                let text = error.to_string();
                assert!(
                    text.starts_with("export ") && text.ends_with('.') && text.len() > 40,
                    "{}: {text}",
                    path.display()
                );
            }
        }
    }
    assert!(
        recognised >= 4,
        "only {recognised} real files were recognised"
    );
}
