//! GitOps logs as `git log` prints them for people, with or without the changes of files.

use changeproof_domain::record::Record;
use changeproof_domain::source::{Form, Place};

use super::git_log::{Blocks, unfinished};
use super::git_table::{Line, Part};
use super::gitops_log;
use crate::collector::{Collector, Rejection, RowContext};
use crate::container::Document;
use crate::{Options, ReadError, Sink};

/// Commits that are read between two questions whether to stop.
const BATCH: usize = 1024;

/// Commits that are looked at to tell the format.
const LOOKED_AT: usize = 40;

/// Keys of files that set what runs.
const KEYS: [&str; 5] = ["image_tag", "imageTag", "newTag", "tag", "image"];

/// Whether more than half of the first commits set a version.
pub(super) fn is_log(text: &str) -> bool {
    let blocks = Blocks::of(text).take(LOOKED_AT);
    let (mut all, mut sets) = (0, 0);
    for (start, end) in blocks {
        all += 1;
        let subject = line(&text[start..end]).text(Part::Subject);
        sets += usize::from(subject.value().copied().is_some_and(gitops_log::sets));
    }
    sets * 2 > all
}

/// Reads all commits.
pub(super) fn read<'s>(
    document: &Document<'_>,
    text: &str,
    options: &Options,
    sink: &'s mut dyn Sink,
) -> Result<Collector<'s>, ReadError> {
    let mut collector = Collector::new(&document.file, Form::Text, sink);
    let shows_changes = text.contains("\ndiff --git ");
    for (at, (start, end)) in Blocks::of(text).enumerate() {
        if at.is_multiple_of(BATCH) {
            collector.go_on()?;
        }
        let place = Place {
            page: 0,
            index: u32::try_from(at).unwrap_or(u32::MAX),
            start: start as u64,
            end: end as u64,
        };
        let block = &text[start..end];
        if end == text.len()
            && let Some(why) = unfinished(block)
        {
            let message =
                format!("The file ends {why}, so this commit was left out. Export it again.");
            let column = None;
            collector.issue(&place, Rejection { column, message }, true);
            collector.cut(
                format!("The file breaks off at byte {end}. Export it again."),
                None,
            );
            break;
        }
        let mut context = RowContext::new(options);
        let record = deployment(&mut context, block, shows_changes);
        collector.take(place, context.outcome(record), |earlier| {
            let start = usize::try_from(earlier.start).ok()?;
            let end = usize::try_from(earlier.end).ok()?;
            let block = text.get(start..end)?;
            deployment(&mut RowContext::new(options), block, shows_changes).ok()
        });
    }
    Ok(collector)
}

/// The deployment of a commit whose changed files, where they are shown, set the version of its subject.
fn deployment(
    context: &mut RowContext<'_>,
    block: &str,
    shows_changes: bool,
) -> Result<Record, Rejection> {
    let record = gitops_log::deployment(context, &line(block))?;
    let Record::Deployment(deployment) = &record else {
        return Ok(record);
    };
    let version = deployment.version.text();
    let mut set = block.lines().filter_map(set_value);
    if shows_changes && !set.any(|value| names(value, version)) {
        return Err(Rejection::of(
            Part::Subject.placeholder(),
            format!("The subject says {version}, and the changed files do not set it."),
        ));
    }
    Ok(record)
}

/// The value that an added line gives to one of the keys.
fn set_value(line: &str) -> Option<&str> {
    let (key, value) = line.strip_prefix('+')?.split_once(':')?;
    let key = key.trim().trim_start_matches("- ").trim();
    KEYS.contains(&key)
        .then(|| value.trim().trim_matches(['"', '\'']))
}

/// Whether a value is the version, or an image with that tag or digest.
fn names(value: &str, version: &str) -> bool {
    value == version
        || value
            .strip_suffix(version)
            .is_some_and(|name| name.ends_with([':', '@']))
}

/// The parts of a commit.
fn line(block: &str) -> Line<'_> {
    let mut parts = Vec::new();
    let mut lines = block.lines();
    for header in lines.by_ref().map(str::trim_end) {
        if header.is_empty() {
            break;
        }
        if let Some(rest) = header.strip_prefix("commit ") {
            parts.push((Part::Sha, rest.split(' ').next().unwrap_or_default()));
        }
        // As `--pretty=raw` writes people.
        let raw = [
            (
                "author ",
                Part::AuthorName,
                Part::AuthorEmail,
                Part::AuthorDate,
            ),
            (
                "committer ",
                Part::CommitterName,
                Part::CommitterEmail,
                Part::CommitterDate,
            ),
        ];
        let raw = raw.into_iter().find_map(|(prefix, name, email, date)| {
            let (who, when) = header.strip_prefix(prefix)?.rsplit_once('>')?;
            let (who, address) = who.split_once('<')?;
            let when = when.split_whitespace().next()?;
            Some([(name, who.trim()), (email, address.trim()), (date, when)])
        });
        if let Some(raw) = raw {
            parts.extend(raw);
            continue;
        }
        let Some((name, value)) = header.split_once(':') else {
            continue;
        };
        let (date, person) = match name {
            "Author" => (None, Some((Part::AuthorName, Part::AuthorEmail))),
            "Commit" => (None, Some((Part::CommitterName, Part::CommitterEmail))),
            "AuthorDate" | "Date" => (Some(Part::AuthorDate), None),
            "CommitDate" => (Some(Part::CommitterDate), None),
            _ => (None, None),
        };
        if let Some(date) = date {
            parts.push((date, value.trim()));
        }
        if let (Some((name, email)), Some((who, address))) = (person, value.split_once('<')) {
            parts.push((name, who.trim()));
            parts.push((email, address.trim().trim_end_matches('>')));
        }
    }
    let subject = lines.find_map(|line| line.strip_prefix("    "));
    parts.push((Part::Subject, subject.unwrap_or_default()));
    Line::of(parts)
}

#[cfg(test)]
mod tests {
    use changeproof_domain::field::Field;

    use super::*;

    #[test]
    fn an_image_is_named_by_its_tag_or_digest() {
        assert!(names("registry.example/shop:v12", "v12"), "a tag");
        assert!(names("v12", "v12"), "the tag alone");
        assert!(!names("registry.example/shop:v112", "12"), "a part of it");
    }

    #[test]
    fn a_commit_is_read_as_people_and_as_programs_are_shown_it() {
        let raw = "commit a1\ntree b2\nauthor Ana <ana@x.example> 1740992400 +0100\n\n    Set it\n";
        let shown = "commit a1\nAuthor: Ana <ana@x.example>\nDate:   Mon Mar 3 10:00:00 2025 +0100\n\n    Set it\n";
        for block in [raw, shown] {
            let line = line(block);
            assert_eq!(line.text(Part::Sha), Field::Value("a1"));
            assert_eq!(line.text(Part::AuthorEmail), Field::Value("ana@x.example"));
            assert!(line.text(Part::AuthorDate).is_value());
            assert_eq!(line.text(Part::Subject), Field::Value("Set it"));
        }
    }
}
