//! Coverage: for which record kinds, scopes and times the imported files are complete.
//!
//! Only where a source covers time and scope does 'no record found' mean that there is none.

use std::collections::BTreeMap;

use chrono::NaiveDate;

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

    /// A service in an environment, by their names.
    pub fn service(service: &str, environment: &str) -> Scope {
        Scope::Service(
            folded(service).into_owned(),
            folded(environment).into_owned(),
        )
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

impl Span {
    /// Whether it has an instant in common with the time from one through another.
    pub fn meets(&self, from: Timestamp, to: Timestamp) -> bool {
        self.from <= to && from <= self.to
    }
}

/// Whether intervals make records complete from one instant through another: one of them alone, or
/// several that touch or overlap, such as exports of one month each. A cut one counts for nothing.
pub fn reaches<'s>(
    spans: impl Iterator<Item = &'s Span> + Clone,
    from: Timestamp,
    to: Timestamp,
) -> bool {
    let whole = spans.filter(|span| !span.cut);
    let mut next = from;
    // Times are whole milliseconds: an interval from the one after the last goes on without a gap.
    while let Some(last) = whole
        .clone()
        .filter(|span| span.from <= next && next <= span.to)
        .map(|span| span.to)
        .max()
    {
        if to <= last {
            return true;
        }
        next = last.plus(1);
    }
    false
}

/// That a register is kept in this workspace itself: declared, like what an imported file covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptHere {
    /// The register's kind of record.
    pub kind: RecordKind,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none until further notice.
    pub to: Option<NaiveDate>,
}

/// All coverage of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    spans: BTreeMap<RecordKind, BTreeMap<Scope, Vec<Span>>>,
}

impl Coverage {
    /// Adds an interval.
    pub fn add(&mut self, kind: RecordKind, scope: Scope, span: Span) {
        let of_kind = self.spans.entry(kind).or_default();
        of_kind.entry(scope).or_default().push(span);
    }

    /// All intervals, by kind and scope.
    pub fn iter(&self) -> impl Iterator<Item = (RecordKind, &Scope, &[Span])> {
        self.spans.iter().flat_map(|(kind, scopes)| {
            let of_kind = scopes.iter();
            of_kind.map(|(scope, spans)| (*kind, scope, spans.as_slice()))
        })
    }

    /// The scopes for which records of a kind were imported.
    pub fn scopes(&self, kind: RecordKind) -> impl Iterator<Item = &Scope> {
        self.spans.get(&kind).into_iter().flat_map(BTreeMap::keys)
    }

    /// The intervals of a kind and scope.
    pub fn of(&self, kind: RecordKind, scope: &Scope) -> &[Span] {
        let of_kind = self.spans.get(&kind);
        of_kind
            .and_then(|scopes| scopes.get(scope))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether records of that kind were imported at all.
    pub fn has(&self, kind: RecordKind) -> bool {
        self.spans.contains_key(&kind)
    }

    /// Whether records of a kind are complete at an instant.
    pub fn at(&self, kind: RecordKind, scope: &Scope, at: Timestamp) -> bool {
        self.through(kind, scope, at, at)
    }

    /// Whether records of a kind are complete from one instant through another.
    pub fn through(&self, kind: RecordKind, scope: &Scope, from: Timestamp, to: Timestamp) -> bool {
        let of_kind = self.spans.get(&kind);
        let Some(spans) = of_kind.and_then(|scopes| scopes.get(scope)) else {
            return false;
        };
        let alone = |span: &Span| !span.cut && span.from <= from && to <= span.to;
        spans.iter().any(alone) || (spans.len() > 1 && reaches(spans.iter(), from, to))
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
        let at = |t| coverage.at(RecordKind::ChangeRecord, &scope, Timestamp(t));
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
        assert!(!through, "the due date lies behind the interval");
        let other = Scope::Project(RecordSource::ServiceNow, "CHG".to_owned());
        assert!(
            !coverage.at(RecordKind::ChangeRecord, &other, Timestamp(15)),
            "scope"
        );
    }

    #[test]
    fn a_cut_file_covers_nothing() {
        let mut coverage = Coverage::default();
        coverage.add(RecordKind::PullRequest, Scope::Company, span(10, 20, true));
        assert!(
            !coverage.at(RecordKind::PullRequest, &Scope::Company, Timestamp(15)),
            "what is missing could stand anywhere"
        );
        assert!(
            coverage.has(RecordKind::PullRequest),
            "but records were imported"
        );
    }

    /// Whether some intervals cover 10 through 20.
    fn covered(spans: &[Span]) -> bool {
        let mut coverage = Coverage::default();
        for span in spans {
            coverage.add(RecordKind::Incident, Scope::Company, span.clone());
        }
        let (from, to) = (Timestamp(10), Timestamp(20));
        coverage.through(RecordKind::Incident, &Scope::Company, from, to)
    }

    #[test]
    fn intervals_that_touch_or_overlap_cover_as_one() {
        let touching = [span(16, 25, false), span(5, 12, false), span(13, 15, false)];
        assert!(covered(&touching), "three months, in any order");
        let overlapping = [span(5, 14, false), span(12, 25, false)];
        assert!(covered(&overlapping), "two exports that share some days");
    }

    #[test]
    fn intervals_with_a_gap_between_them_do_not_cover_it() {
        let apart = [span(5, 12, false), span(14, 25, false)];
        assert!(!covered(&apart), "13 is in none of them");
        let cut = [span(5, 12, false), span(13, 15, true), span(16, 25, false)];
        assert!(!covered(&cut), "the one between was cut");
        let short = [span(5, 12, false), span(13, 19, false)];
        assert!(!covered(&short), "20 is in none of them");
    }

    #[test]
    fn an_interval_without_an_end_covers_all_that_follows() {
        assert!(covered(&[span(10, 10, false), span(11, i64::MAX, false)]));
    }
}
