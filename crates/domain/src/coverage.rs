//! Coverage: for which record kinds, scopes and times the imported files are complete.
//!
//! Only where a source covers time and scope does 'no record found' mean that there is none.

use std::collections::BTreeMap;

use crate::record::{RecordKind, RecordSource};
use crate::snapshot::SourceId;
use crate::text::folded;
use crate::time::Timestamp;

/// What a file covers a kind of record for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything: rosters and review registers.
    Company,
    /// `owner/name`.
    Repository(String),
    /// A service in an environment; without one, in all of them.
    Service(String, String),
    /// A ticket project or table, such as `CHG`, of one tool.
    Project(RecordSource, String),
}

impl Scope {
    /// A repository by its name, as records and parameters write it.
    pub fn repository(name: &str) -> Scope {
        Scope::Repository(folded(name).into_owned())
    }

    /// The words for people.
    pub fn label(&self) -> String {
        match self {
            Scope::Company => "whole company".to_owned(),
            Scope::Repository(name) => name.clone(),
            Scope::Project(tool, name) => format!("{} {name}", tool.label()),
            Scope::Service(service, environment) if environment.is_empty() => service.clone(),
            Scope::Service(service, environment) => format!("{service} · {environment}"),
        }
    }
}

/// What an interval of coverage rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Somebody declared it at import. Declared, not proven.
    Declared,
    /// It runs from the first to the last record of the file.
    Records,
}

/// One interval of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub from: Timestamp,
    /// The last instant.
    pub to: Timestamp,
    /// What it rests on.
    pub basis: Basis,
    /// Whether the file shows that it was cut: its coverage is not complete.
    pub cut: bool,
    /// The file.
    pub source: SourceId,
}

/// All coverage of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    spans: BTreeMap<(RecordKind, Scope), Vec<Span>>,
}

impl Coverage {
    /// Adds an interval.
    pub fn add(&mut self, kind: RecordKind, scope: Scope, span: Span) {
        self.spans.entry((kind, scope)).or_default().push(span);
    }

    /// All intervals, by kind and scope.
    pub fn iter(&self) -> impl Iterator<Item = (&(RecordKind, Scope), &[Span])> {
        self.spans
            .iter()
            .map(|(key, spans)| (key, spans.as_slice()))
    }

    /// The scopes for which records of a kind were imported.
    pub fn scopes(&self, kind: RecordKind) -> impl Iterator<Item = &Scope> {
        self.spans
            .keys()
            .filter(move |(of, _)| *of == kind)
            .map(|(_, scope)| scope)
    }

    /// Whether records of that kind were imported at all.
    pub fn has(&self, kind: RecordKind) -> bool {
        self.scopes(kind).next().is_some()
    }

    /// The interval that makes records of a kind complete at an instant, where there is one.
    pub fn at(&self, kind: RecordKind, scope: &Scope, at: Timestamp) -> Option<&Span> {
        self.through(kind, scope, at, at)
    }

    /// The interval that makes records of a kind complete from one instant through another.
    pub fn through(
        &self,
        kind: RecordKind,
        scope: &Scope,
        from: Timestamp,
        to: Timestamp,
    ) -> Option<&Span> {
        // A key of borrowed parts would need a second index; scopes are short and few are asked.
        let spans = self.spans.get(&(kind, scope.clone()))?;
        spans
            .iter()
            .find(|span| !span.cut && span.from <= from && to <= span.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64, cut: bool) -> Span {
        let (from, to) = (Timestamp(from), Timestamp(to));
        Span {
            from,
            to,
            basis: Basis::Declared,
            cut,
            source: SourceId(0),
        }
    }

    #[test]
    fn a_scope_is_covered_only_within_its_interval() {
        let mut coverage = Coverage::default();
        let scope = Scope::Project(RecordSource::Jira, "CHG".to_owned());
        coverage.add(RecordKind::ChangeRecord, scope.clone(), span(10, 20, false));
        let at = |t| {
            coverage
                .at(RecordKind::ChangeRecord, &scope, Timestamp(t))
                .is_some()
        };
        assert_eq!(
            [at(9), at(10), at(20), at(21)],
            [false, true, true, false],
            "both ends count"
        );
        let through = coverage.through(
            RecordKind::ChangeRecord,
            &scope,
            Timestamp(15),
            Timestamp(25),
        );
        assert!(through.is_none(), "the due date lies behind the interval");
        let other = Scope::Project(RecordSource::ServiceNow, "CHG".to_owned());
        assert!(
            coverage
                .at(RecordKind::ChangeRecord, &other, Timestamp(15))
                .is_none(),
            "scope"
        );
    }

    #[test]
    fn a_cut_file_covers_nothing() {
        let mut coverage = Coverage::default();
        coverage.add(RecordKind::PullRequest, Scope::Company, span(10, 20, true));
        assert!(
            coverage
                .at(RecordKind::PullRequest, &Scope::Company, Timestamp(15))
                .is_none(),
            "what is missing could stand anywhere"
        );
        assert!(
            coverage.has(RecordKind::PullRequest),
            "but records were imported"
        );
    }
}
