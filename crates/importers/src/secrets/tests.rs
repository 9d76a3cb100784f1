//! What is found, what is not, and what is left of it. Secrets are put together here, so that no
//! scanner of this repository takes them for real ones.

use changeproof_domain::source::Container;

use super::*;
use crate::container::sheet::Sheet;
use crate::table::Cell;

/// Letters and digits without any order.
const CHANCE: &str = "q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5oTiVyMxWz0PbEdGh";

fn masked(text: &str) -> (String, Vec<&'static str>) {
    let mut bytes = text.as_bytes().to_vec();
    let hits = mask("a.json", &mut bytes, None).unwrap();
    assert_eq!(
        bytes.len(),
        text.len(),
        "a mask is as long as what it hides"
    );
    let rules = hits.iter().map(|hit| hit.rule).collect();
    (String::from_utf8(bytes).unwrap(), rules)
}

fn token(prefix: &str, length: usize) -> String {
    format!("{prefix}{}", &CHANCE[..length])
}

#[test]
fn tokens_of_known_forms_are_found_and_masked() {
    let upper = CHANCE.to_uppercase().replace(['0', '1', '8', '9'], "A");
    let cases = [
        ("aws-access-key-id", format!("AKIA{}", &upper[..16])),
        ("github-token", token("ghp_", 36)),
        ("github-fine-grained-token", token("github_pat_", 40)),
        ("gitlab-token", token("glpat-", 20)),
        ("slack-token", token("xoxb-", 24)),
        ("stripe-key", token("sk_live_", 24)),
        ("google-api-key", token("AIza", 35)),
        ("npm-token", token("npm_", 36)),
        ("pypi-token", format!("pypi-AgE{CHANCE}")),
        ("vault-token", token("hvs.", 24)),
    ];
    for (rule, secret) in cases {
        for (before, after) in [("use ", " now"), ("line\\n", "\\nnext"), ("(", ")")] {
            let text = format!("{{\"body\":\"{before}{secret}{after}\"}}");
            let (shown, rules) = masked(&text);
            assert_eq!(rules, [rule], "{before}");
            assert!(!shown.contains(&secret[6..]), "{shown}");
            assert_eq!(shown, text.replace(&secret, &"*".repeat(secret.len())));
        }
    }
}

#[test]
fn a_private_key_keeps_its_lines_and_escapes() {
    let body = format!("MII{}\\n{}\\n", &CHANCE[..40], &CHANCE[5..45]);
    let text = format!(
        "{{\"body\":\"-----BEGIN RSA {k}-----\\n{body}-----END RSA {k}-----\"}}",
        k = "PRIVATE KEY"
    );
    let (shown, rules) = masked(&text);
    assert_eq!(rules, ["private-key"]);
    assert_eq!(shown.matches("\\n").count(), text.matches("\\n").count());
    assert!(!shown.contains(&CHANCE[6..14]));
    assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok());
    let lines = text.replace("\\n", "\n");
    let (shown, _) = masked(&lines);
    assert_eq!(shown.lines().count(), lines.lines().count());
    assert!(!shown.contains(&CHANCE[6..14]));
}

#[test]
fn assignments_and_addresses_are_found_by_what_stands_around_them() {
    let secret = &CHANCE[..16];
    for (text, rule) in [
        (format!("db_password = \"{secret}\""), "assigned-credential"),
        (format!("PASSWORD={secret}"), "assigned-credential"),
        (
            format!("{{\"body\":\"{{\\\"api_key\\\": \\\"{secret}\\\"}}\"}}"),
            "assigned-credential",
        ),
        (format!("clientSecret: '{secret}'"), "assigned-credential"),
        (
            format!("aws_secret_access_key={CHANCE}"),
            "aws-secret-access-key",
        ),
        (
            format!("postgres://app:{secret}@db.internal/orders"),
            "password-in-address",
        ),
        (
            format!("Authorization: Bearer {secret}{secret}"),
            "authorization-header",
        ),
    ] {
        let (shown, rules) = masked(&text);
        assert_eq!(rules, [rule], "{text}");
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn passwords_of_commands_and_tokens_in_addresses_of_bots_are_found() {
    let secret = &CHANCE[..12];
    let bot = format!("7384920165:{}", &CHANCE[..35]);
    for (rule, text) in [
        (
            "password-of-curl",
            format!("curl -u admin:{secret} https://api.example/x"),
        ),
        (
            "password-of-curl",
            format!("run curl -s --user 'admin:{secret}' https://api.example/x"),
        ),
        (
            "telegram-bot-token",
            format!("https://api.telegram.org/bot{bot}/sendMessage"),
        ),
    ] {
        let (shown, rules) = masked(&text);
        assert_eq!(rules, [rule], "{text}");
        assert!(
            !shown.contains(secret) && !shown.contains(&CHANCE[..35]),
            "{shown}"
        );
    }
    for text in [
        "curl -u user:password https://api.example/x",
        "curl -u user:$TOKEN123 https://api.example/x",
        "curl -o out.txt https://api.example/a:b12345678",
        "the libcurl -u a:b1234567",
    ] {
        assert_eq!(masked(text).1, [""; 0], "{text}");
    }
}

#[test]
fn a_password_with_signs_is_masked_to_its_end() {
    let call = "password = generate_password2(16)";
    assert_eq!(masked(call).0, call, "a call is no secret");
    let (shown, rules) = masked("password: 'aB3$xY{7}zQ!m9'");
    assert_eq!(rules, ["assigned-credential"]);
    assert_eq!(shown, format!("password: '{}'", "*".repeat(14)));
}

#[test]
fn placeholders_names_and_ordinary_ids_are_left_alone() {
    for text in [
        "AKIAIOSFODNN7EXAMPLE",
        "password = \"changeme123\"",
        "password: ${DB_PASSWORD_1}",
        "password = <your password 1>",
        "secret: /run/secrets/db1",
        "The password: it must be 12 letters long",
        "postgres://user:password@localhost/db",
        "postgres://user:${PW}@localhost/db",
        "https://github.com/clicki/app/pull/12?x=a:b@c",
        "git@github.com:clicki/app.git",
        "\"sha\":\"5151515151515151515151515151515151515151\"",
        "\"node_id\":\"MDQ6VXNlcjU4MzIzMQ==\"",
        "\"nextPageToken\":\"CAEaBwoFCgMI9AM\"",
        "\"token\":\"f47ac10b-58cc-4372-a567-0e02b2c3d479\"",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "\"password\": null, \"secret\": true",
    ] {
        assert_eq!(masked(text), (text.to_owned(), Vec::new()));
    }
}

#[test]
fn what_a_report_calls_a_secret_is_masked_whatever_it_looks_like() {
    let text = r#"[{"RuleID":"x","Match":"key = \"dull\"","Secret":"dull","File":"a.txt"}]"#;
    let (shown, rules) = masked(text);
    assert_eq!(rules, [REPORTED, REPORTED]);
    assert_eq!(
        shown,
        r#"[{"RuleID":"x","Match":"******\"****\"","Secret":"****","File":"a.txt"}]"#
    );
    let text = r#"{"runs":[{"tool":{"driver":{}},"results":[{"locations":[{"region":{"snippet":{"text":"dull"}}}],"ruleId":"dull"}]}]}"#;
    assert_eq!(
        masked(text).0.matches("dull").count(),
        1,
        "the rule's own name"
    );
}

#[test]
fn a_masked_text_holds_no_secret_any_more() {
    let text = format!("password = \"{}\" {}", &CHANCE[..12], token("ghp_", 36));
    let (once, _) = masked(&text);
    assert_eq!(masked(&once), (once.clone(), Vec::new()));
}

#[test]
fn wide_text_is_masked_unit_by_unit() {
    let secret = token("ghp_", 36);
    let text = format!("a,é{secret}\n");
    for low_first in [true, false] {
        let unit = |unit: u16| {
            if low_first {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        let mut bytes: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect();
        let hits = mask("a.csv", &mut bytes, None).unwrap();
        assert_eq!(hits.len(), 1);
        let (shown, encoding) = crate::decoded(&bytes);
        assert_eq!(shown, text.replace(&secret, &"*".repeat(40)));
        let place = TextPlaces::new(&bytes, encoding).of(hits[0].start);
        assert!(shown[place..].starts_with("****"));
    }
}

#[test]
fn places_in_old_text_count_in_the_decoded_one() {
    let secret = token("ghp_", 36);
    let mut bytes = b"caf\xE9,x\nna\xEFve ".to_vec();
    bytes.extend(secret.as_bytes());
    bytes.extend(b"\nand ");
    bytes.extend(secret.as_bytes());
    let hits = mask("a.csv", &mut bytes, None).unwrap();
    let (shown, encoding) = crate::decoded(&bytes);
    let mut places = TextPlaces::new(&bytes, encoding);
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let (start, end) = (places.of(hit.start), places.of(hit.end));
        assert_eq!(&shown[start..end], "*".repeat(40));
    }
}

#[test]
fn a_typed_command_loses_its_token() {
    let secret = token("ghp_", 36);
    let text = format!("curl -H 'Authorization: Bearer {secret}' https://api.github.com");
    assert!(!super::masked(&text).contains(&secret[4..]));
    assert_eq!(super::masked("gh pr list --json"), "gh pr list --json");
}

#[test]
fn a_workbook_is_refused_with_the_cell_and_without_the_secret() {
    let secret = token("ghp_", 36);
    let text = |text: &str| Cell::Text(text.to_owned().into());
    let workbook = Workbook {
        container: Container::Xlsx,
        sheets: vec![Sheet {
            name: "Log".to_owned(),
            first_row: 3,
            first_column: 1,
            rows: vec![
                vec![text("id"), text("notes")],
                vec![text("1"), text(&format!("use {secret}"))],
            ],
        }],
    };
    let said = in_workbook("log.xlsx", &workbook).unwrap().to_string();
    assert!(
        said.contains("Log!C4") && said.contains("GitHub token"),
        "{said}"
    );
    assert!(!said.contains(&secret[4..]), "{said}");
}

#[test]
fn a_comment_of_a_workbook_is_looked_at_too() {
    use std::io::Write;
    use zip::CompressionMethod::Stored;
    use zip::write::{SimpleFileOptions, ZipWriter};
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(Stored);
    zip.start_file("xl/comments1.xml", options).unwrap();
    let comment = format!("<t>use {}</t>", token("ghp_", 36));
    zip.write_all(comment.as_bytes()).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let said = mask("log.xlsx", &mut bytes, None).unwrap_err().to_string();
    assert!(said.contains("its part xl/comments1.xml"), "{said}");
}
