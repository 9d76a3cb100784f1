//! Tables that `git log --format` writes: one commit a line, its parts between tabs, the subject last.
//!
//! A header may stand above them. Without one, the parts are told from the first line. Tabs within a
//! subject belong to it.

use changeproof_domain::field::Field;
use changeproof_domain::source::{Form, Place};
use changeproof_domain::time::Moment;

use crate::collector::{Collector, Rejection, RowContext, RowOutcome};
use crate::container::Document;
use crate::time_text::{self, TimeText};
use crate::{Options, ReadError, Sink, mapping};

/// Lines that are read between two questions whether to stop.
const BATCH: usize = 1024;

/// Lines that are looked at to tell the format.
const LOOKED_AT: usize = 40;

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The commit's name.
    Sha,
    /// The names of its parents, with spaces between them.
    Parents,
    /// The tree.
    Tree,
    /// When it was written.
    AuthorDate,
    /// Who wrote it.
    AuthorName,
    /// The address of whoever wrote it.
    AuthorEmail,
    /// When it was made.
    CommitterDate,
    /// Who made it.
    CommitterName,
    /// The address of whoever made it.
    CommitterEmail,
    /// The first line of its message.
    Subject,
    /// Something else.
    Other,
}

impl Part {
    fn named(name: &str) -> Part {
        match mapping::normal(name).as_str() {
            "commit" | "hash" | "sha" | "commithash" => Part::Sha,
            "parents" | "parenthashes" => Part::Parents,
            "tree" | "treehash" => Part::Tree,
            "authordate" | "authoredat" => Part::AuthorDate,
            "authorname" | "author" => Part::AuthorName,
            "authoremail" => Part::AuthorEmail,
            "committerdate" | "commitdate" | "committedat" => Part::CommitterDate,
            "committername" | "committer" => Part::CommitterName,
            "committeremail" => Part::CommitterEmail,
            "subject" => Part::Subject,
            _ => Part::Other,
        }
    }

    /// Git's placeholder, for messages and places.
    pub(super) fn placeholder(self) -> &'static str {
        match self {
            Part::Sha => "%H",
            Part::Parents => "%P",
            Part::Tree => "%T",
            Part::AuthorDate => "%aI",
            Part::AuthorName => "%an",
            Part::AuthorEmail => "%ae",
            Part::CommitterDate => "%cI",
            Part::CommitterName => "%cn",
            Part::CommitterEmail => "%ce",
            Part::Subject => "%s",
            Part::Other => "",
        }
    }
}

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    parts: Vec<Part>,
    /// The line of the header, which is no commit.
    header: Option<usize>,
}

impl Shape {
    /// The shape of a text; none where it is no such table.
    pub(super) fn of(text: &str) -> Option<Shape> {
        let (first, _, line) = lines(text).next()?;
        let fields: Vec<&str> = line.split('\t').collect();
        let (parts, header) = if is_whole_name(fields[0]) {
            (guessed(&fields)?, None)
        } else {
            let parts: Vec<Part> = fields.iter().map(|name| Part::named(name)).collect();
            (parts, Some(first))
        };
        let shape = Shape { parts, header };
        let fits = shape.parts.first() == Some(&Part::Sha)
            && shape.parts.last() == Some(&Part::Subject)
            && shape.parts.len() > 2;
        fits.then_some(shape)
    }

    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// The first lines of commits.
    pub(super) fn first<'t>(&self, text: &'t str) -> Vec<Line<'t>> {
        let rows = lines(text).filter(|(start, ..)| Some(*start) != self.header);
        rows.take(LOOKED_AT)
            .filter_map(|(_, _, line)| self.line(line))
            .collect()
    }

    /// The parts of a line; none where it has too few.
    fn line<'t>(&self, line: &'t str) -> Option<Line<'t>> {
        let fields: Vec<&str> = line.splitn(self.parts.len(), '\t').collect();
        (fields.len() == self.parts.len()).then(|| Line {
            parts: self.parts.iter().copied().zip(fields).collect(),
        })
    }
}

/// The parts of a line without a header, as `%H %P %aI %an [%ae] %cI %cn [%ce] %s` and its relatives
/// write them: the second of a kind is the committer's.
fn guessed(fields: &[&str]) -> Option<Vec<Part>> {
    const KINDS: [[Part; 3]; 2] = [
        [Part::AuthorDate, Part::AuthorEmail, Part::AuthorName],
        [
            Part::CommitterDate,
            Part::CommitterEmail,
            Part::CommitterName,
        ],
    ];
    let mut parts = vec![Part::Sha];
    let has_parents = |text: &str| text.is_empty() || text.split(' ').all(is_whole_name);
    if has_parents(fields.get(1)?) {
        parts.push(Part::Parents);
    }
    let mut person = 0;
    for field in fields.get(parts.len()..fields.len() - 1)? {
        let kind = if matches!(time_text::read(field), TimeText::Moment(_)) {
            0
        } else if field.contains('@') && !field.contains(' ') {
            1
        } else {
            2
        };
        if parts.contains(&KINDS[person][kind]) {
            person += 1;
        }
        // The subject has a tab in it: all that is left belongs to it.
        let Some(kinds) = KINDS
            .get(person)
            .filter(|kinds| !parts.contains(&kinds[kind]))
        else {
            break;
        };
        parts.push(kinds[kind]);
    }
    parts.push(Part::Subject);
    Some(parts)
}

/// A line by its parts.
pub(super) struct Line<'t> {
    parts: Vec<(Part, &'t str)>,
}

impl<'t> Line<'t> {
    /// A line of parts that were found elsewhere.
    pub(super) fn of(parts: Vec<(Part, &'t str)>) -> Line<'t> {
        Line { parts }
    }

    /// A part; not exported where the table has none such.
    pub(super) fn text(&self, part: Part) -> Field<&'t str> {
        match self.parts.iter().find(|(known, _)| *known == part) {
            None => Field::NotExported,
            Some((_, text)) if text.trim().is_empty() => Field::Empty,
            Some((_, text)) => Field::Value(text.trim()),
        }
    }

    /// The commit's name.
    ///
    /// # Errors
    /// A [`Rejection`] where it is not complete.
    pub(super) fn sha(&self) -> Result<String, Rejection> {
        match self.text(Part::Sha) {
            Field::Value(name) if is_whole_name(name) => Ok(name.to_ascii_lowercase()),
            _ => Err(Rejection::of(
                Part::Sha.placeholder(),
                "The commit's name is not complete. Export the log with %H.",
            )),
        }
    }

    /// A time that there must be.
    ///
    /// # Errors
    /// A [`Rejection`] where there is none.
    pub(super) fn time(
        &self,
        context: &mut RowContext<'_>,
        part: Part,
    ) -> Result<Moment, Rejection> {
        context.required_time(part.placeholder(), "time", self.text(part))
    }
}

/// Reads all lines with `map`.
pub(super) fn read<'s>(
    document: &Document<'_>,
    text: &str,
    shape: &Shape,
    options: &Options,
    sink: &'s mut dyn Sink,
    map: impl Fn(
        &mut RowContext<'_>,
        &Line<'_>,
    ) -> Result<changeproof_domain::record::Record, Rejection>,
) -> Result<Collector<'s>, ReadError> {
    let mut collector = Collector::new(&document.file, Form::Text, sink);
    let read_one = |line: &str| -> RowOutcome {
        let mut context = RowContext::new(options);
        let record = match shape.line(line) {
            Some(line) => map(&mut context, &line),
            None => Err(Rejection {
                column: None,
                message: format!(
                    "The line has fewer than {} parts between tabs. Export the log again.",
                    shape.parts.len()
                ),
            }),
        };
        context.outcome(record)
    };
    let rows = lines(text).filter(|(start, ..)| Some(*start) != shape.header);
    for (at, (start, end, line)) in rows.enumerate() {
        if at.is_multiple_of(BATCH) {
            collector.go_on()?;
        }
        let place = Place {
            page: 0,
            index: u32::try_from(at).unwrap_or(u32::MAX),
            start: start as u64,
            end: end as u64,
        };
        if end == text.len() {
            left_out_as_cut(&mut collector, &place);
            break;
        }
        collector.take(place, read_one(line), |earlier| {
            let start = usize::try_from(earlier.start).ok()?;
            let end = usize::try_from(earlier.end).ok()?;
            let line = shape.line(text.get(start..end)?)?;
            map(&mut RowContext::new(options), &line).ok()
        });
    }
    Ok(collector)
}

/// Leaves out a last line that has no line break: it may go on, and be another environment or tag then.
pub(super) fn left_out_as_cut(collector: &mut Collector<'_>, place: &Place) {
    let message = "The file ends within this line, so it was left out. Export it again; `git log \
                   --format=...` ends each line with a line break.";
    collector.issue(
        place,
        Rejection {
            column: None,
            message: message.to_owned(),
        },
        true,
    );
    collector.cut(
        format!(
            "The file breaks off at byte {}. Export it again.",
            place.end
        ),
        None,
    );
}

/// The lines that hold something: first byte, the byte behind the last, and the line without its end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |whole| {
        let start = at;
        at += whole.len();
        let line = whole.trim_end_matches(['\n', '\r']);
        (!line.trim().is_empty()).then_some((start, start + line.len(), line))
    })
}

/// 40 or 64 hexadecimal digits.
pub(super) fn is_whole_name(word: &str) -> bool {
    [40, 64].contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "0123456789012345678901234567890123456789";

    fn placeholders(line: &str) -> String {
        let shape = Shape::of(&line.replace('#', NAME)).expect("a table");
        let parts: Vec<&str> = shape.parts.iter().map(|part| part.placeholder()).collect();
        parts.join(" ")
    }

    #[test]
    fn the_parts_of_a_line_without_a_header_are_told_by_what_they_look_like() {
        assert_eq!(
            placeholders("#\t# #\t2025-01-02T03:04:05Z\tAna\t2025-01-02T03:04:05Z\tBo\tFix"),
            "%H %P %aI %an %cI %cn %s",
        );
        assert_eq!(
            placeholders(
                "#\t\tAna\ta@x.example\t2025-01-02T03:04:05Z\tBo\tb@x.example\t2025-01-02T03:04:05Z\tFix"
            ),
            "%H %P %an %ae %aI %cn %ce %cI %s",
        );
        assert_eq!(
            placeholders("#\t2025-01-02T03:04:05Z\tAna\tBo\tFix\tit"),
            "%H %aI %an %cn %s",
            "no parents, and a tab in the subject"
        );
    }

    #[test]
    fn a_header_names_the_parts() {
        assert_eq!(
            placeholders("commit\tparents\tauthor_date\tauthor_name\tsubject\n#\t\t\t\t\n"),
            "%H %P %aI %an %s",
        );
    }

    #[test]
    fn other_tables_are_none_of_git() {
        assert_eq!(Shape::of("commit_sha\tservice\nx\ty"), None, "no subject");
        assert_eq!(Shape::of("#\trefs/tags/v1"), None, "a list of tags");
    }
}
