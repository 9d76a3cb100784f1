//! Tags and other references of a repository, as `git ls-remote`, `git show-ref` and `git for-each-ref`
//! print them, or in a table of their own.
//!
//! The object of an annotated tag is not the commit: that stands in the line whose name ends in `^{}`,
//! where it was exported.

use changeproof_domain::field::Field;
use changeproof_domain::record::{GitRef, Record};
use changeproof_domain::source::{Form, Place, Reading};

use super::git_table::{is_whole_name, left_out_as_cut, lines};
use super::rows::{self, Layout};
use super::{Format, field_map, plain, reading};
use crate::collector::{Collector, Rejection, RowContext};
use crate::container::{Body, Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink};

/// Lines that are read between two questions whether to stop.
const BATCH: usize = 1024;

const FIELDS: &[(&str, &str)] = &[("name", "name"), ("object", "object"), ("commit", "^{}")];

static NAME: Column = Column::new(
    "name",
    "tag",
    &["refname", "ref", "tagname", "name", "reference"],
);
static TYPE: Column = Column::new("kind", "type", &["objecttype"]);
static OBJECT: Column = Column::new("object", "sha", &["objectname", "object", "hash"]);
static COMMIT: Column = Column::new("commit", "commit", &["peeled", "commitsha", "target"]);
static TAGGED_AT: Column = Column::new(
    "tagged_at",
    "taggerdate",
    &["date", "creatordate", "taggedat"],
);
static PULL_REQUEST: Column = Column::new("name", "pr", &["pullrequest", "pullrequestnumber"]);
static HEAD: Column = Column::new("commit", "head_sha", &["headoid", "headcommit"]);

static LAYOUT: Layout = Layout {
    columns: &[
        &NAME,
        &TYPE,
        &OBJECT,
        &COMMIT,
        &TAGGED_AT,
        &PULL_REQUEST,
        &HEAD,
    ],
    claims,
    map,
};

/// A name with the type of its object; or nothing but pull requests and their heads.
fn claims(header: &Header) -> bool {
    header.has_all(&[&NAME, &TYPE, &OBJECT])
        || (header.names.len() == 2 && header.has_all(&[&PULL_REQUEST, &HEAD]))
}

/// References of a repository.
pub struct GitRefs;

impl Format for GitRefs {
    fn id(&self) -> &'static str {
        "git-refs"
    }

    fn label(&self) -> &'static str {
        "git tags and references"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "git ls-remote origin > refs.txt\n\
         One file a repository; git itself does not say which, so name it with --repository where it \
         cannot be told from commits that pull requests and deployments share. Export tags again before \
         old ones are deleted or moved: a tag that two exports tell differently is not trusted."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        match probe {
            Probe::Text(text) => {
                let (_, _, first) = lines(text).next()?;
                reference(first)?;
                Some("Its lines are names of objects with names of references.".to_owned())
            }
            Probe::Table { .. } => rows::detect(probe, &LAYOUT),
            Probe::Json { .. } => None,
        }
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let Body::Text(text) = &document.body else {
            let mut read = rows::parse(self, &LAYOUT, document, signature, options, sink)?;
            // The object of a light-weight tag is its commit.
            let object = read.fields.original("object");
            if let (None, Some(object)) = (read.fields.original("commit"), object) {
                read.fields.0.push(("commit".to_owned(), object));
            }
            return Ok(read);
        };
        let mut collector = Collector::new(&document.file, Form::Text, sink);
        let mut rest = lines(text).peekable();
        let mut at = 0;
        while let Some((start, end, line)) = rest.next() {
            if at % BATCH == 0 {
                collector.go_on()?;
            }
            // The commit of an annotated tag follows in a line of its own.
            let peeled = rest.next_if(|(_, _, next)| is_peeled_of(next, line));
            let end = peeled.map_or(end, |(_, end, _)| end);
            let place = Place {
                page: 0,
                index: u32::try_from(at).unwrap_or(u32::MAX),
                start: start as u64,
                end: end as u64,
            };
            at += 1;
            if end == text.len() {
                left_out_as_cut(&mut collector, &place);
                break;
            }
            let context = RowContext::new(options);
            let record = record(text.get(start..end).unwrap_or_default(), options);
            collector.take(place, context.outcome(record), |earlier| {
                let start = usize::try_from(earlier.start).ok()?;
                let end = usize::try_from(earlier.end).ok()?;
                record_of(text.get(start..end)?, options)
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

/// One line of git's.
struct Reference<'t> {
    object: &'t str,
    /// `commit` or `tag`, where the line says it.
    kind: Option<&'t str>,
    name: &'t str,
}

/// `OBJECT[ TYPE] NAME`.
fn reference(line: &str) -> Option<Reference<'_>> {
    let mut words = line.split_whitespace();
    let object = words.next().filter(|word| is_whole_name(word))?;
    let (second, third) = (words.next()?, words.next());
    let (kind, name) = match third {
        Some(name) => (Some(second), name),
        None => (None, second),
    };
    let is_name = name == "HEAD" || name.starts_with("refs/");
    (is_name && words.next().is_none()).then_some(Reference { object, kind, name })
}

fn is_peeled_of(line: &str, tag: &str) -> bool {
    let name = |line| reference(line).map(|of| of.name);
    name(line)
        .and_then(|name| name.strip_suffix("^{}"))
        .is_some_and(|peeled| name(tag) == Some(peeled))
}

fn record_of(text: &str, options: &Options) -> Option<Record> {
    record(text, options).ok()
}

fn record(text: &str, options: &Options) -> Result<Record, Rejection> {
    let unreadable = || Rejection {
        column: None,
        message:
            "The line is not the name of an object and a reference. Export it again with `git \
                  ls-remote`."
                .to_owned(),
    };
    let mut of = text.lines();
    let first = of.next().and_then(reference).ok_or_else(unreadable)?;
    if first.name.ends_with("^{}") {
        return Err(Rejection {
            column: None,
            message: "The tag that this line belongs to does not stand before it.".to_owned(),
        });
    }
    let object = first.object.to_ascii_lowercase();
    let peeled = of.next().and_then(reference);
    // Branches and heads of pull requests are always commits; a tag may be an object of its own.
    let is_commit = match first.kind {
        Some(kind) => kind == "commit",
        None => !first.name.starts_with("refs/tags/"),
    };
    let commit = match peeled {
        Some(peeled) => Field::Value(peeled.object.to_ascii_lowercase()),
        None if is_commit => Field::Value(object.clone()),
        None => Field::NotExported,
    };
    Ok(Record::from(GitRef {
        repository: repository(options),
        name: first.name.to_owned(),
        object: Field::Value(object),
        commit,
        tagged_at: Field::NotExported,
        release_target: Field::NotExported,
    }))
}

fn repository(options: &Options) -> Field<String> {
    match &options.repository {
        Some(repository) => Field::Value(repository.clone()),
        None => Field::NotExported,
    }
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let number = row.text(&PULL_REQUEST);
    if number.is_exported() {
        let number: u64 = number.text().parse().map_err(|_| {
            Rejection::of(
                row.name(&PULL_REQUEST),
                "The number of the pull request is missing or no number.",
            )
        })?;
        return Ok(Record::from(GitRef {
            repository: repository(context.options),
            name: format!("refs/pull/{number}/head"),
            object: Field::NotExported,
            commit: whole(context, row, &HEAD),
            tagged_at: Field::NotExported,
            release_target: Field::NotExported,
        }));
    }
    let name = row.required(&NAME, "name of the tag")?;
    let name = if name.starts_with("refs/") {
        name
    } else {
        format!("refs/tags/{name}")
    };
    let object = whole(context, row, &OBJECT);
    let kind = row.text(&TYPE);
    let is_tag = kind.text().eq_ignore_ascii_case("tag");
    let commit = match whole(context, row, &COMMIT) {
        Field::Value(commit) => Field::Value(commit),
        _ if kind.text().eq_ignore_ascii_case("commit") => object.clone(),
        _ => Field::NotExported,
    };
    // The date of a light-weight tag is that of its commit.
    let tagged_at = if is_tag {
        row.time(context, &TAGGED_AT)
    } else {
        Field::NotExported
    };
    Ok(Record::from(GitRef {
        repository: repository(context.options),
        name,
        object,
        commit,
        tagged_at,
        release_target: Field::NotExported,
    }))
}

/// A whole name of an object: an abbreviated one leads nowhere for certain.
fn whole(context: &mut RowContext<'_>, row: &dyn Cells, column: &Column) -> Field<String> {
    match plain::revision(context, row, column) {
        Field::Value(name) if !is_whole_name(&name) => {
            context.unread(
                row.name(column),
                format!("'{name}' is abbreviated. The value counts as not exported; export the whole name."),
            );
            Field::NotExported
        }
        other => other,
    }
}
