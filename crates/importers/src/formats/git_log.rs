//! Commits as `git log --pretty=raw` prints them, or in a table of `git log --format`.
//!
//! The text is a list of blocks: headers, a blank line, and the message with four spaces before
//! each line. Format: <https://git-scm.com/docs/pretty-formats> and the layout of commit objects.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Commit, GitPerson, Record};
use changeproof_domain::source::{Form, Place, Reading};
use changeproof_domain::time::{Moment, Precision, Timestamp, Zone};

use super::git_changes::Changes;
use super::{
    Format, field_map, git_changes, git_log_table, git_table, gitops_log, gitops_text,
    not_of_format, reading,
};
use crate::collector::{Collector, Rejection, RowContext};
use crate::container::{Body, Document, Probe};
use crate::{Options, ReadError, Sink};

/// Commits that are read between two questions whether to stop.
const BATCH: usize = 1024;

const FIELDS: &[(&str, &str)] = &[
    ("sha", "commit"),
    ("tree", "tree"),
    ("parents", "parent"),
    ("author", "author"),
    ("committer", "committer"),
    ("message", "message"),
    ("files", "files"),
    ("patch_id", "patch"),
];

/// `git log --all --pretty=raw`.
pub struct GitLog;

impl Format for GitLog {
    fn id(&self) -> &'static str {
        "git-log"
    }

    fn label(&self) -> &'static str {
        "git log"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "git log --all --pretty=raw > gitlog.txt\n\
         With --name-status behind it the log lists the files of commits, which the policy's paths of \
         services need; with -p cherry-picks are found by their patches too. No paths behind it: a log of \
         some paths leaves commits and files out. One file a repository; git itself does not say which, so name it with --repository \
         where it cannot be told from commits that pull requests and deployments share."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let Probe::Text(text) = probe else {
            return None;
        };
        if git_log_table::shape(text).is_some() && gitops_log::shape(text).is_none() {
            return Some(
                "Its lines are commits with their parents, authors and subjects between tabs."
                    .to_owned(),
            );
        }
        if gitops_text::is_log(text) {
            return None;
        }
        let first = Blocks::of(text).next()?;
        let headers: Vec<&str> = text[first.0..first.1]
            .lines()
            .take_while(|line| !line.trim_end().is_empty())
            .collect();
        let has = |name: &str| headers.iter().any(|line| line.starts_with(name));
        (has("tree ") && (has("author ") || has("committer "))).then(|| {
            "It begins with a commit and its tree, author and committer, as \
             `git log --pretty=raw` prints them."
                .to_owned()
        })
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let Body::Text(text) = &document.body else {
            return Err(not_of_format(
                self,
                document,
                "Export the log with `git log --all --pretty=raw`.",
            ));
        };
        if let Some(shape) = git_log_table::shape(text) {
            let map = git_log_table::commit;
            let collector = git_table::read(document, text, &shape, options, sink, map)?;
            let fields = field_map(git_log_table::FIELDS);
            let finished = collector.finish();
            return Ok(reading(self, document, signature, fields, finished));
        }
        let mut collector = Collector::new(&document.file, Form::Text, sink);
        let shows_changes = git_changes::are_shown(text);
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
            let is_last = end == text.len();
            let block = &text[start..end];
            if is_last && let Some(why) = unfinished(block) {
                collector.issue(
                    &place,
                    Rejection {
                        column: None,
                        message: format!(
                            "The file ends {why}, so this commit was left out. Export it again."
                        ),
                    },
                    true,
                );
                collector.cut(
                    format!("The file breaks off at byte {end}. Export it again."),
                    None,
                );
                break;
            }
            let context = RowContext::new(options);
            // A file that breaks off may show a part of what its last commit changed.
            let shown = |is_last: bool| shows_changes && !is_last;
            let record = commit(block, shown(is_last), options);
            collector.take(place, context.outcome(record), |earlier| {
                let start = usize::try_from(earlier.start).ok()?;
                let end = usize::try_from(earlier.end).ok()?;
                commit(text.get(start..end)?, shown(end == text.len()), options).ok()
            });
        }
        let fields = field_map(FIELDS);
        Ok(reading(
            self,
            document,
            signature,
            fields,
            collector.finish(),
        ))
    }
}

/// The byte ranges of the commits: each begins with a line `commit ...`.
pub(super) struct Blocks<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Blocks<'t> {
    pub(super) fn of(text: &'t str) -> Blocks<'t> {
        let at = if text.starts_with("commit ") {
            Some(0)
        } else {
            text.find("\ncommit ").map(|found| found + 1)
        };
        Blocks {
            text,
            at: at.unwrap_or(text.len()),
        }
    }
}

impl Iterator for Blocks<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let end = memchr::memmem::find(rest, b"\ncommit ")
            .map_or(self.text.len(), |found| start + found + 1);
        self.at = end;
        Some((start, end))
    }
}

/// Why the last commit cannot be taken for complete.
pub(super) fn unfinished(block: &str) -> Option<&'static str> {
    if !block.ends_with('\n') {
        return Some("within a line");
    }
    let has_end_of_headers = block
        .lines()
        .any(|line| line.trim_end_matches('\r').is_empty());
    (!has_end_of_headers).then_some("before the message of a commit")
}

fn commit(block: &str, shows_changes: bool, options: &Options) -> Result<Record, Rejection> {
    // Where a shell wrote the file with CR LF, each line has a carriage return that is not git's.
    let first = block.lines().next().unwrap_or("");
    let ends_crlf = block[first.len()..].starts_with("\r\n");
    let mut lines = block.split('\n').map(|line| match line.strip_suffix('\r') {
        Some(stripped) if ends_crlf => stripped,
        _ => line,
    });
    let sha = lines.next().and_then(name_of).ok_or_else(|| {
        Rejection::of(
            "commit",
            "The commit's name is not complete. Export the log without --abbrev-commit.",
        )
    })?;
    let (mut tree, mut parents) = (Field::NotExported, Vec::new());
    let (mut author, mut committer) = (None, None);
    for line in lines.by_ref() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            break;
        }
        // Signatures, merged tags and other long headers go on in lines that begin with a space.
        match line.split_once(' ') {
            Some(("tree", value)) => tree = Field::Value(value.trim().to_ascii_lowercase()),
            Some(("parent", value)) => parents.push(value.trim().to_ascii_lowercase()),
            Some(("author", value)) => author = Some(person("author", value)?),
            Some(("committer", value)) => committer = Some(person("committer", value)?),
            _ => {}
        }
    }
    let missing = |name: &str| {
        Rejection::of(
            name,
            format!("The commit has no {name}. Export the log with --pretty=raw."),
        )
    };
    let changes = match shows_changes {
        true => git_changes::of(block, parents.len()),
        false => Changes::default(),
    };
    Ok(Record::from(Commit {
        repository: match &options.repository {
            Some(repository) => Field::Value(repository.clone()),
            None => Field::NotExported,
        },
        sha,
        tree,
        parents,
        author: author.ok_or_else(|| missing("author"))?,
        committer: committer.ok_or_else(|| missing("committer"))?,
        message: message(lines),
        subject_only: false,
        files: changes.files,
        patch_id: changes.patch_id,
    }))
}

/// The commit's name of `commit <name> (HEAD -> main)`: 40 or 64 hexadecimal digits.
fn name_of(line: &str) -> Option<String> {
    let rest = line.strip_prefix("commit ")?;
    let word = rest
        .trim_start_matches(['-', '<', '>', '^', '=', '+', ' '])
        .split_whitespace()
        .next()?;
    let whole = [40, 64].contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then(|| word.to_ascii_lowercase())
}

/// `Name <address> seconds +hhmm`.
fn person(column: &str, value: &str) -> Result<GitPerson, Rejection> {
    let unreadable = || {
        Rejection::of(
            column,
            format!("'{value}' is not a name, an address and a time. Export the log again."),
        )
    };
    let (who, when) = value.rsplit_once('>').ok_or_else(unreadable)?;
    let (name, email) = who.split_once('<').ok_or_else(unreadable)?;
    let mut when = when.split_whitespace();
    let seconds: i64 = when
        .next()
        .and_then(|seconds| seconds.parse().ok())
        .ok_or_else(unreadable)?;
    let minutes = when.next().map_or(Some(0), offset).unwrap_or(0);
    let millis = seconds.checked_mul(1000).ok_or_else(unreadable)?;
    Ok(GitPerson {
        name: name.trim().to_owned(),
        email: email.trim().to_owned(),
        at: Moment {
            at: Timestamp(millis),
            zone: Zone::Offset(minutes),
            precision: Precision::Second,
        },
    })
}

/// Minutes east of `+hhmm`. The instant does not depend on it: what some old tools wrote here is
/// no offset, and then none is taken.
fn offset(text: &str) -> Option<i16> {
    let digits = text.strip_prefix(['+', '-'])?;
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i16 = digits.parse().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    (minutes <= 14 * 60).then_some(if text.starts_with('-') {
        -minutes
    } else {
        minutes
    })
}

/// The message without its indent. Lines that are not indented belong to other output, such as
/// lists of files; carriage returns are the message's own.
fn message<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let mut message = String::new();
    let mut blank = 0;
    for line in lines {
        let Some(line) = line.strip_prefix("    ") else {
            if line.trim_end_matches('\r').is_empty() {
                blank += 1;
                continue;
            }
            break;
        };
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !message.is_empty() {
            message.push_str(&"\n".repeat(blank + 1));
        }
        blank = 0;
        message.push_str(line);
    }
    message
}
