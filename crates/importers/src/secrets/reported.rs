//! What the reports of secret scanners themselves call a secret, found by the names of its members: it
//! is masked whatever it looks like.

use std::ops::Range;

use memchr::memmem;

use crate::container::json::{blank, string_end};

/// Reports of a kind: how they are told, and which members hold secrets.
struct Report {
    format: &'static str,
    /// A member that every record of such a report has.
    sign: &'static [u8],
    /// Members whose text is a secret, or holds one.
    secrets: &'static [&'static [u8]],
    /// Members of which any text may hold one.
    within: &'static [&'static [u8]],
}

const REPORTS: &[Report] = &[
    Report {
        format: "gitleaks",
        sign: b"\"RuleID\"",
        secrets: &[b"Secret", b"Match", b"Line"],
        within: &[],
    },
    Report {
        format: "trufflehog",
        sign: b"\"DetectorName\"",
        secrets: &[
            b"Raw",
            b"RawV2",
            b"Redacted",
            b"RedactedV2",
            b"VerificationError",
        ],
        within: &[b"ExtraData", b"StructuredData"],
    },
    Report {
        format: "sarif",
        sign: b"\"driver\"",
        secrets: &[],
        within: &[b"snippet", b"message", b"properties"],
    },
];

/// The ranges of all texts that a report calls a secret; none where the text is no such report.
/// `format` is the one chosen at import.
pub fn values(text: &[u8], format: Option<&str>) -> Vec<Range<usize>> {
    let first = text.get(blank(text, 0));
    if !matches!(first, Some(b'{' | b'[')) {
        return Vec::new();
    }
    let is_report = |report: &&Report| match format {
        Some(format) => report.format == format,
        // SARIF is an object: most exports are lists, and need not be searched for it.
        None if report.format == "sarif" && first == Some(&b'[') => false,
        None => memmem::find(text, report.sign).is_some(),
    };
    let of = REPORTS.iter().filter(is_report);
    of.flat_map(|report| members(text, report)).collect()
}

/// The texts of a report's members, without their quotes.
fn members(text: &[u8], report: &Report) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // The depth at which a member was opened of which any text may hold a secret.
    let mut within: Option<usize> = None;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if within.is_some_and(|opened| depth <= opened) {
                    within = None;
                }
            }
            b'"' => {
                let Some(end) = string_end(text, at) else {
                    break;
                };
                let behind = blank(text, end);
                if text.get(behind) != Some(&b':') {
                    at = end;
                    continue;
                }
                let name = &text[at + 1..end - 1];
                let value = blank(text, behind + 1);
                let opens = matches!(text.get(value), Some(b'{' | b'['));
                if opens && report.within.contains(&name) {
                    within.get_or_insert(depth);
                }
                if text.get(value) == Some(&b'"') {
                    let Some(value_end) = string_end(text, value) else {
                        break;
                    };
                    if within.is_some() || report.secrets.contains(&name) {
                        found.push(value + 1..value_end - 1);
                    }
                    at = value_end;
                } else {
                    at = value;
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found.retain(|range| !range.is_empty());
    found
}
