//! Files that are cut, broken, empty or in other encodings.

mod support;

use changeproof_domain::record::{DeploymentSource, Record};
use changeproof_domain::source::Encoding;
use changeproof_importers::{Options, ReadError, decoded, detect};
use support::{fixtures, read_well, read_with, records};

/// Whether the record of a cut file says no more than the whole one: the last commit's message may
/// stop early, and Jira's fields lose their meaning where the names behind the issues are lost.
fn says_no_more_than(cut: &Record, whole: &Record) -> bool {
    match (cut, whole) {
        (Record::Commit(cut), Record::Commit(whole)) => {
            whole.message.starts_with(cut.message.as_str()) && cut.sha == whole.sha
        }
        // The commit of an annotated tag stands in the next line.
        (Record::GitRef(cut), Record::GitRef(whole)) => {
            cut.name == whole.name && cut.object == whole.object && cut.commit.is_not_exported()
        }
        (Record::ChangeRecord(cut), Record::ChangeRecord(whole)) => {
            let unnamed = [
                cut.category.is_exported(),
                cut.systems.is_exported(),
                cut.risk_and_impact.is_exported(),
                cut.rollback_plan.is_exported(),
            ];
            let same = cut.key == whole.key
                && cut.title == whole.title
                && cut.description == whole.description
                && cut.requester == whole.requester;
            same && unnamed == [false; 4]
        }
        _ => false,
    }
}

#[test]
fn cutting_a_file_anywhere_never_panics_and_never_invents_records() {
    for fixture in fixtures() {
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        let (_, whole) = read_well(&bytes);
        let whole = records(&whole);
        let is_table = fixture
            .input
            .extension()
            .is_some_and(|e| e == "csv" || e == "tsv");
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let (reading, kept) = read_with(&bytes[..end], &Options::default());
            let Ok(reading) = reading else {
                continue;
            };
            let open_row = reading
                .notes
                .iter()
                .any(|note| note.contains("without a line break"));
            let last = kept.records.len().saturating_sub(1);
            for (at, (_, record)) in kept.records.iter().enumerate() {
                if at == last && is_table && open_row {
                    continue;
                }
                assert!(
                    whole.contains(record) || whole.iter().any(|w| says_no_more_than(record, w)),
                    "{} cut at byte {end} invents {record:?}",
                    fixture.input.display()
                );
            }
        }
    }
}

#[test]
fn a_json_list_that_is_cut_says_so_with_the_byte() {
    for fixture in fixtures() {
        if fixture.input.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        let end = bytes.len() * 9 / 10;
        let (reading, _) = read_with(&bytes[..end], &Options::default());
        match reading {
            Ok(reading) => {
                let cut = reading.cut.expect("a cut file says so");
                assert!(cut.sentence.contains("byte"), "{}", cut.sentence);
            }
            Err(error) => assert!(
                matches!(error, ReadError::Broken { .. } | ReadError::Unknown { .. }),
                "{}: {error}",
                fixture.input.display()
            ),
        }
    }
}

/// Pseudo-random numbers (Marsaglia's xorshift), so that a failure can be repeated.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut noise = Noise(0x2545_F491_4F6C_DD1D);
    for start in [
        &b""[..],
        b"[",
        b"{\"issues\":[",
        b"PK\x03\x04",
        b"commit 0123456789",
        b"a,b\n",
    ] {
        for length in 0..200_u64 {
            let mut bytes = start.to_vec();
            bytes.extend((0..length).map(|_| noise.next().to_le_bytes()[3]));
            let _ = read_with(&bytes, &Options::default());
        }
    }
}

#[test]
fn flipped_bytes_in_a_file_never_panic() {
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    for fixture in fixtures() {
        let whole = std::fs::read(&fixture.input).expect("the input can be read");
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                let at = usize::try_from(noise.next()).unwrap_or(0) % bytes.len();
                bytes[at] = noise.next().to_le_bytes()[5];
            }
            let _ = read_with(&bytes, &Options::default());
        }
    }
}

/// A deployment log of 1,000 rows of which three are bad.
fn log_with_three_bad_rows() -> String {
    let mut text =
        String::from("deployment_id,service,environment,version,status,started_at,notes\n");
    for row in 1..=1000 {
        let started = match row {
            100 => "yesterday".to_owned(),
            200 => String::new(),
            _ => format!("2025-01-01T{:02}:{:02}:00Z", row / 60 % 24, row % 60),
        };
        let notes = if row == 300 { "one, two, three" } else { "" };
        text.push_str(&format!(
            "d-{row},pay,production,v{row},success,{started},{notes}\n"
        ));
    }
    text
}

#[test]
fn three_bad_rows_among_a_thousand_are_explained_and_the_others_kept() {
    let (reading, kept) = read_well(log_with_three_bad_rows().as_bytes());
    assert_eq!(kept.records.len(), 997, "all good rows");
    assert_eq!(reading.rows.rejected, 3, "all bad rows");
    let told: Vec<(&str, Option<&str>)> = kept
        .issues
        .iter()
        .map(|issue| (issue.place.as_str(), issue.column.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("row 101", Some("started_at")),
            ("row 201", Some("started_at")),
            ("row 301", None)
        ],
        "each with its row, the header being row 1"
    );
    assert!(
        kept.issues[0].message.contains("'yesterday'"),
        "what was found: {}",
        kept.issues[0].message
    );
}

#[test]
fn every_text_fixture_reads_the_same_from_utf_16_and_with_a_mark() {
    for fixture in fixtures() {
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        let (text, encoding) = decoded(&bytes);
        if encoding == Encoding::Binary {
            continue;
        }
        let (_, plain) = read_well(text.as_bytes());
        let wide = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let mark = std::iter::once(0xFEFF_u16);
            mark.chain(text.encode_utf16()).flat_map(to_bytes).collect()
        };
        for (bytes, encoding) in [
            (
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                Encoding::Utf8Bom,
            ),
            (wide(u16::to_le_bytes), Encoding::Utf16Le),
            (wide(u16::to_be_bytes), Encoding::Utf16Be),
        ] {
            let (reading, kept) = read_well(&bytes);
            let name = fixture.input.display();
            assert_eq!(reading.encoding, encoding, "{name}");
            assert_eq!(kept.records, plain.records, "{name} as {encoding:?}");
        }
    }
}

#[test]
fn byte_ranges_hold_the_record() {
    for fixture in fixtures() {
        let bytes = std::fs::read(&fixture.input).expect("the input can be read");
        let (text, encoding) = decoded(&bytes);
        if encoding == Encoding::Binary {
            continue;
        }
        let (_, kept) = read_well(&bytes);
        for (place, record) in &kept.records {
            let start = usize::try_from(place.start).expect("small files");
            let end = usize::try_from(place.end).expect("small files");
            let slice = text
                .get(start..end)
                .expect("the range lies within the text");
            let word = match record {
                Record::PullRequest(pull) => pull.number.to_string(),
                Record::DeploymentStatus(status) => status.id.clone(),
                Record::ChangeRecord(change) => change.key.clone(),
                Record::ChangeApproval(approval) => approval.change.clone(),
                Record::RosterEntry(entry) => entry.person.clone(),
                Record::PostChangeReview(review) => review.change.clone(),
                Record::Attestation(attestation) => attestation.subject.clone(),
                Record::MonitoringResult(result) => result.service.clone(),
                Record::InventoryEntry(entry) => entry.service.clone(),
                Record::ProtectionSnapshot(snapshot) => snapshot.branch.clone(),
                Record::Holiday(holiday) => holiday.date.format("%Y").to_string(),
                Record::StandardChange(change) => change.template.clone(),
                Record::PolicyReview(review) => review.policy.clone(),
                Record::PolicyTrigger(trigger) => trigger.what.clone(),
                Record::ExceptionEntry(exception) => exception.id.clone(),
                Record::GitRef(reference) => match reference.pull_request() {
                    Some(number) => number.to_string(),
                    None => reference.name.replace("refs/tags/", ""),
                },
                Record::Artifact(artifact) => artifact.digest.text().replace("sha256:", ""),
                Record::SecretScan(_) => String::new(),
                Record::SecretFinding(finding) => finding.rule.clone(),
                Record::Commit(commit) => commit.sha.clone(),
                Record::PipelineRun(run) => run.id.clone(),
                Record::Incident(incident) => incident.id.clone(),
                // What deploys to clusters says the environment once for a whole history.
                Record::Deployment(deployment)
                    if matches!(
                        deployment.source,
                        DeploymentSource::ArgoCd | DeploymentSource::Flux
                    ) =>
                {
                    deployment.environments_commit.text().to_owned()
                }
                Record::Deployment(deployment) => deployment.environment.clone(),
            };
            assert!(
                slice.to_lowercase().contains(&word.to_lowercase()),
                "{}: {word} stands in '{slice}'",
                fixture.input.display()
            );
        }
    }
}

#[test]
fn an_empty_file_is_named_as_such() {
    for bytes in [&b""[..], b"\xEF\xBB\xBF", b" \n\n"] {
        let error = detect("prs.json", bytes).expect_err("there is nothing to read");
        assert!(matches!(error, ReadError::Empty { .. }), "{error}");
        assert!(
            error.to_string().starts_with("prs.json is empty"),
            "{error}"
        );
    }
}

#[test]
fn an_empty_list_asks_for_the_format_and_is_read_with_it() {
    let error = detect("deployments.json", b"[]").expect_err("nothing tells the format");
    assert!(matches!(error, ReadError::EmptyList { .. }), "{error}");
    let options = Options {
        format: Some("github-deployments".to_owned()),
        ..Options::default()
    };
    let (reading, _) = read_with(b"[]", &options);
    let reading = reading.expect("the format was named");
    assert_eq!(reading.rows.accepted, 0, "no records");
    assert_eq!(reading.cut, None, "an empty list is complete");
}

#[test]
fn a_format_that_does_not_exist_is_answered_with_those_that_do() {
    let options = Options {
        format: Some("excel".to_owned()),
        ..Options::default()
    };
    let (reading, _) = read_with(b"a,b\n1,2\n", &options);
    let error = reading.expect_err("there is no such format").to_string();
    assert!(error.contains("deploy-log"), "{error}");
}

#[test]
fn files_of_other_kinds_are_named_with_what_to_do() {
    for (bytes, word) in [
        (&b"\x1F\x8B\x08\x00aaaa"[..], "Unpack it"),
        (b"%PDF-1.7 aaaa", "PDF"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 aaaa", ".xlsx or CSV"),
        (
            b"<!DOCTYPE html><html><body>Sign in</body></html>",
            "signed out",
        ),
        (b"<?xml version=\"1.0\"?><a/>", "XML"),
        (b"PK\x03\x04aaaaaaaaaaaaaaaa", "ZIP archive"),
        (
            b"commit 0123456789012345678901234567890123456789\nAuthor: A <a@b>\n\n    x\n",
            "--pretty=raw",
        ),
        (b"[{\"sha\":\"1\"}]", "sha"),
        (b"name,size\nx,1\n", "name, size"),
    ] {
        let error = detect("file", bytes)
            .expect_err("it cannot be read")
            .to_string();
        assert!(error.contains(word), "'{word}' in: {error}");
    }
}

#[test]
fn reading_stops_where_the_sink_asks_for_it() {
    struct Stopped;
    impl changeproof_importers::Sink for Stopped {
        fn record(&mut self, _: changeproof_domain::source::Place, _: Record) {}
        fn issue(&mut self, _: changeproof_domain::source::RowIssue) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let text = log_with_three_bad_rows();
    let read = changeproof_importers::read(
        "log.csv",
        text.as_bytes(),
        &Options::default(),
        &mut Stopped,
    );
    assert!(matches!(read, Err(ReadError::Cancelled { .. })), "{read:?}");
}

#[test]
fn the_same_row_twice_is_one_record_and_one_duplicate() {
    let text = "person,email,roles\nAna,a@x.example,engineer\nAna,a@x.example,engineer\n\
                Ana,a@x.example,deployer\n";
    let (reading, kept) = read_well(text.as_bytes());
    assert_eq!(kept.records.len(), 2, "the third row says something else");
    assert_eq!(reading.rows.duplicate, 1, "the second row says the same");
}
