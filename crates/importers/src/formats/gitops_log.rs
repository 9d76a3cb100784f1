//! Deployments from the log of a repository that holds what runs in each environment: a commit that sets
//! the version of a service is a deployment of it.
//!
//! Service, version and environment stand in the subject, such as 'Update shop image tag to v12 for
//! production'. The commit is one of the environments' repository; the version leads to the source. How
//! the deployment ended is not in the log.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentSource, Record};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;

use super::git_log::Blocks;
use super::git_table::{self, Line, Part, Shape, is_whole_name};
use super::github::name_of;
use super::{Format, field_map, gitops_text, not_of_format, reading};
use crate::collector::{Rejection, RowContext};
use crate::container::{Body, Document, Probe};
use crate::{Options, ReadError, Sink};

const FIELDS: &[(&str, &str)] = &[
    ("id", "%H"),
    ("service", "%s"),
    ("environment", "%s"),
    ("version", "%s"),
    ("revision", "%s"),
    ("started_at", "%cI"),
    ("deployed_by", "%an"),
    ("notes", "%s"),
];

/// `git log --format=... -- path/of/environment`.
pub struct GitOpsLog;

impl Format for GitOpsLog {
    fn id(&self) -> &'static str {
        "gitops-log"
    }

    fn label(&self) -> &'static str {
        "GitOps log (git log of the environments)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "git log --first-parent --format='%H%x09%aI%x09%an%x09%ae%x09%cI%x09%cn%x09%ce%x09%s' -- path/of/production \
         > deployments.tsv\n\
         In the repository that says what runs where; what `git log -p` prints is read too. Subjects are read that name service, version and \
         environment, such as 'Update shop image tag to v12 for production' or 'Deploy shop v12 to \
         production'. Name the repository of the source with --repository (one service a file, or the \
         service of the same name), and import its tags: they lead from the version to the commit."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let Probe::Text(text) = probe else {
            return None;
        };
        if shape(text).is_none() && !gitops_text::is_log(text) {
            return None;
        }
        Some(
            "Most of its first commits have a subject that sets the version of a service in an \
             environment."
                .to_owned(),
        )
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let text = match &document.body {
            Body::Text(text) => *text,
            Body::Csv(csv) => csv.text,
            Body::Json(_) | Body::Workbook(_) => "",
        };
        let collector = if let Some(shape) = Shape::of(text) {
            git_table::read(document, text, &shape, options, sink, deployment)?
        } else if Blocks::of(text).next().is_some() {
            gitops_text::read(document, text, options, sink)?
        } else {
            return Err(not_of_format(
                self,
                document,
                "Export the log with `git log --format='%H%x09%aI%x09%an%x09%cI%x09%cn%x09%s'`.",
            ));
        };
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

/// The shape of a table of commits of which more than half set a version.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let shape = Shape::of(text)?;
    let first = shape.first(text);
    let sets = first.iter().filter(|line| {
        line.text(Part::Subject)
            .value()
            .copied()
            .and_then(set_by)
            .is_some()
    });
    (sets.count() * 2 > first.len()).then_some(shape)
}

/// The deployment of a commit.
pub(super) fn deployment(
    context: &mut RowContext<'_>,
    line: &Line<'_>,
) -> Result<Record, Rejection> {
    let id = line.sha()?;
    let subject = line
        .text(Part::Subject)
        .value()
        .copied()
        .unwrap_or_default();
    let set = set_by(subject).ok_or_else(|| {
        Rejection::of(
            Part::Subject.placeholder(),
            format!(
                "'{subject}' does not set the version of a service in an environment. If the commit was a \
                 deployment, add it in a deployment log."
            ),
        )
    })?;
    let started_at: Moment = match line.text(Part::CommitterDate) {
        Field::NotExported => line.time(context, Part::AuthorDate)?,
        _ => line.time(context, Part::CommitterDate)?,
    };
    let deployed_by = match (line.text(Part::AuthorEmail), line.text(Part::AuthorName)) {
        (Field::Value(email), name) => {
            let mut account = Account::new(System::Email, email.to_owned());
            account.display = name.value().map(|name| (*name).to_owned());
            Field::Value(account)
        }
        (_, name) => name.map(|name| Account::new(System::Plain, name.to_owned())),
    };
    let options = context.options;
    let repository = options.repository.as_ref().filter(|repository| {
        let own = options.service.as_deref().unwrap_or(name_of(repository));
        own.eq_ignore_ascii_case(set.service)
    });
    // An image that is tagged with the name of its commit.
    let revision = if is_whole_name(set.version) {
        Field::Value(set.version.to_ascii_lowercase())
    } else {
        Field::NotExported
    };
    Ok(Record::from(Deployment {
        source: DeploymentSource::GitOps,
        id,
        service: set.service.to_owned(),
        repository: match repository {
            Some(repository) => Field::Value(repository.clone()),
            None => Field::NotExported,
        },
        environment: set.environment.to_owned(),
        production: None,
        revision,
        git_ref: Field::NotExported,
        version: Field::Value(set.version.to_owned()),
        state: Field::NotExported,
        started_at,
        finished_at: Field::NotExported,
        updated_at: Field::NotExported,
        deployed_by,
        triggered_by: Field::NotExported,
        pipeline: Field::NotExported,
        run_url: Field::NotExported,
        change_ticket: Field::NotExported,
        notes: Field::Value(subject.to_owned()),
        environments_commit: Field::NotExported,
    }))
}

/// Whether a subject sets a version.
pub(super) fn sets(subject: &str) -> bool {
    set_by(subject).is_some()
}

/// What a commit sets.
#[derive(Debug, PartialEq, Eq)]
struct Set<'t> {
    service: &'t str,
    version: &'t str,
    environment: &'t str,
}

/// `VERB SERVICE [image] [tag|version] to VERSION for|in|on ENVIRONMENT` and
/// `deploy|promote|release|roll back SERVICE VERSION to ENVIRONMENT`.
fn set_by(subject: &str) -> Option<Set<'_>> {
    let words: Vec<&str> = subject.split_whitespace().collect();
    let is = |word: &str, any: &[&str]| any.iter().any(|known| word.eq_ignore_ascii_case(known));
    let (verb, rest) = words.split_first()?;
    let rest = match rest {
        ["back", rest @ ..] if is(verb, &["roll"]) => rest,
        rest => rest,
    };
    let verbs = [
        "update", "bump", "set", "promote", "deploy", "release", "rollback", "revert", "roll",
    ];
    if !is(verb, &verbs) {
        return None;
    }
    match rest {
        [
            service,
            between @ ..,
            "to",
            version,
            preposition,
            environment,
        ] if is(preposition, &["for", "in", "on"])
            && between
                .iter()
                .all(|word| is(word, &["image", "tag", "version", "release"])) =>
        {
            Some(Set {
                service,
                version,
                environment,
            })
        }
        [service, version, "to", environment]
            if is(verb, &["deploy", "promote", "release", "rollback", "roll"]) =>
        {
            Some(Set {
                service,
                version,
                environment,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_that_set_a_version_are_read() {
        let found =
            |subject| set_by(subject).map(|set| (set.service, set.version, set.environment));
        let want = Some(("shop", "v12", "production"));
        for subject in [
            "Update shop image tag to v12 for production",
            "Bump shop to v12 in production",
            "Deploy shop v12 to production",
            "Roll back shop version to v12 on production",
        ] {
            assert_eq!(found(subject), want, "{subject}");
        }
    }

    #[test]
    fn other_subjects_set_nothing() {
        for subject in [
            "Disable automatic deploys of shop in production",
            "Update shop image tag to v12",
            "Fix the shop to work for everybody in production",
            "",
        ] {
            assert_eq!(set_by(subject), None, "{subject}");
        }
    }
}
