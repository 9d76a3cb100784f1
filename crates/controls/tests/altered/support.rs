//! A control's verdict on the company of the cases, for tests of what no case can alter.

use changeproof_controls::case::{START, World};
use changeproof_controls::{find, judge};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::outcome::Judgement;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{ChangeRecord, Deployment, PullRequest, Record, RecordKind};
use changeproof_domain::snapshot::SourceId;
use changeproof_domain::source::{DeclaredCoverage, Place, Source};
use changeproof_matching::{Input, Versioned};
use chrono::NaiveDate;

/// The records of the company with the files that they come from.
pub struct Files {
    pub sources: Vec<Source>,
    pub records: Vec<(SourceId, Record)>,
}

impl Files {
    /// A further file like that of a kind of record, declared to cover these whole years.
    pub fn add(&mut self, kind: RecordKind, from: i32, to: i32) -> SourceId {
        let mut source = self.sources[of_kind(kind).index()].clone();
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        source.declaration.covers = Some(DeclaredCoverage {
            from: day(from, 1, 1),
            to: day(to, 12, 31),
        });
        source.file = format!("more-{}.json", self.sources.len());
        source.sha256 = format!("{:064}", self.sources.len());
        self.sources.push(source);
        SourceId::from(self.sources.len() - 1)
    }

    /// Keeps no record of a kind.
    pub fn without(&mut self, kind: RecordKind) {
        self.records.retain(|(_, record)| record.kind() != kind);
    }

    fn find<'a, T>(&'a mut self, of: impl Fn(&'a mut Record) -> Option<&'a mut T>) -> &'a mut T {
        let mut records = self.records.iter_mut();
        records.find_map(|(_, record)| of(record)).unwrap()
    }

    /// The pull request that was deployed.
    pub fn pull_request(&mut self) -> &mut PullRequest {
        self.find(|record| match record {
            Record::PullRequest(of) if of.number == 42 => Some(&mut **of),
            _ => None,
        })
    }

    /// Its change record.
    pub fn ticket(&mut self) -> &mut ChangeRecord {
        self.find(|record| match record {
            Record::ChangeRecord(of) if of.key == "CHG-1000" => Some(&mut **of),
            _ => None,
        })
    }

    /// The deployment.
    pub fn deployment(&mut self) -> &mut Deployment {
        self.find(|record| match record {
            Record::Deployment(of) if of.id == "3" => Some(&mut **of),
            _ => None,
        })
    }
}

fn of_kind(kind: RecordKind) -> SourceId {
    let mut kinds = RecordKind::ALL.iter();
    SourceId::from(kinds.position(|of| *of == kind).unwrap())
}

/// What a control says of the deployment of the cases, after records and files were altered.
pub fn judged(control: &str, world: &World, alter: impl FnOnce(&mut Files)) -> Judgement {
    let records = world.records().into_iter();
    let mut files = Files {
        sources: world.sources(),
        records: records.map(|of| (of_kind(of.kind()), of)).collect(),
    };
    alter(&mut files);
    let records = files.records.into_iter();
    let snapshot = changeproof_matching::build(Input {
        sources: files.sources,
        records: records
            .map(|(source, record)| Versioned {
                source,
                place: Place::default(),
                record,
            })
            .collect(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        policy: Policy::with(world.parameters.clone()),
        kept_here: Vec::new(),
        findings: world.findings(),
        link_decisions: Vec::new(),
    });
    let mut subjects = snapshot.subjects.iter();
    let subject = subjects.position(|subject| subject.at == START).unwrap();
    let control = find(control).unwrap();
    judge(control, &snapshot, subject.into(), world.judged_as_of())
}
