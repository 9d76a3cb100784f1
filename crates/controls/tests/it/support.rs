//! A control's verdict on the company of the cases, for tests of what no case can alter.

use changeproof_controls::case::{Case, START, World};
use changeproof_controls::{find, judge};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::coverage::KeptHere;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{
    Approval, ChangeRecord, Deployment, Incident, PullRequest, Record, RecordKind, SecretScan,
};
use changeproof_domain::snapshot::{Snapshot, SourceId, SubjectId};
use changeproof_domain::source::{DeclaredCoverage, Place, Source};
use changeproof_matching::{Input, Versioned};
use chrono::NaiveDate;

/// The records of the company with the files that they come from, and its policy.
pub struct Files {
    pub policy: Policy,
    pub sources: Vec<Source>,
    pub records: Vec<(SourceId, Record)>,
    pub kept_here: Vec<KeptHere>,
}

impl Files {
    /// A further file like that of a kind of record, declared to cover these whole years.
    pub fn add(&mut self, kind: RecordKind, from: i32, to: i32) -> SourceId {
        let mut source = self.file(kind).clone();
        source.declaration.covers = years(from, to);
        source.file = format!("more-{}.json", self.sources.len());
        source.sha256 = format!("{:064}", self.sources.len());
        self.sources.push(source);
        SourceId::from(self.sources.len() - 1)
    }

    /// The file with the records of a kind.
    pub fn file(&mut self, kind: RecordKind) -> &mut Source {
        &mut self.sources[of_kind(kind).index()]
    }

    /// Declares which whole years the file with the records of a kind covers.
    pub fn covers(&mut self, kind: RecordKind, from: i32, to: i32) {
        self.file(kind).declaration.covers = years(from, to);
    }

    /// A further record of a file.
    pub fn push(&mut self, source: SourceId, record: impl Into<Record>) {
        self.records.push((source, record.into()));
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
        self.change_record("CHG-1000")
    }

    /// The change record of that key.
    pub fn change_record(&mut self, key: &str) -> &mut ChangeRecord {
        self.find(|record| match record {
            Record::ChangeRecord(of) if of.key == key => Some(&mut **of),
            _ => None,
        })
    }

    /// The only incident, on the service, a month before the deployment.
    pub fn incident(&mut self) -> &mut Incident {
        self.find(|record| match record {
            Record::Incident(of) => Some(&mut **of),
            _ => None,
        })
    }

    /// The only scan for secrets.
    pub fn scan(&mut self) -> &mut SecretScan {
        self.find(|record| match record {
            Record::SecretScan(of) => Some(&mut **of),
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

fn years(from: i32, to: i32) -> Option<DeclaredCoverage> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Some(DeclaredCoverage {
        from: day(from, 1, 1),
        to: day(to, 12, 31),
    })
}

/// The file with the records of a kind.
pub fn of_kind(kind: RecordKind) -> SourceId {
    let mut kinds = RecordKind::ALL.iter();
    SourceId::from(kinds.position(|of| *of == kind).unwrap())
}

/// What a control says of the deployment of the cases, after records and files were altered.
pub fn judged(control: &str, world: &World, alter: impl FnOnce(&mut Files)) -> Judgement {
    let snapshot = snapshot(world, alter);
    let control = find(control).unwrap();
    judge(control, &snapshot, subject(&snapshot), world.judged_as_of())
}

/// The company of a case, made from a clean one, and what its records make up.
pub fn of_case(clean: World, case: &Case) -> (World, Snapshot) {
    let mut world = clean;
    (case.given)(&mut world);
    let snapshot = snapshot(&world, |_| {});
    (world, snapshot)
}

/// Whether a pass is marked as backdated; the sentence says so too, and by what it would have failed.
pub fn is_backdated(judgement: &Judgement, by: &str) -> bool {
    assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
    let by = format!("By {by}, the outcome is: fail.");
    let marked = judgement.overlays.contains(Overlay::Backdated);
    let reason = &judgement.reason;
    assert_eq!(reason.contains(&by), marked, "{reason}");
    marked
}

/// The deployment of the cases.
pub fn subject(snapshot: &Snapshot) -> SubjectId {
    let mut subjects = snapshot.subjects.iter();
    let subject = subjects.position(|subject| subject.at == START).unwrap();
    subject.into()
}

/// What the altered records and files make up.
pub fn snapshot(world: &World, alter: impl FnOnce(&mut Files)) -> Snapshot {
    let records = world.records().into_iter();
    let mut files = Files {
        policy: Policy::with(world.parameters.clone()),
        sources: world.sources(),
        records: records.map(|of| (of_kind(of.kind()), of)).collect(),
        kept_here: Vec::new(),
    };
    alter(&mut files);
    let records = files.records.into_iter();
    changeproof_matching::build(Input {
        sources: files.sources,
        records: records
            .map(|(source, record)| Versioned {
                source,
                place: Place::default(),
                record,
            })
            .collect(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        policy: files.policy,
        kept_here: files.kept_here,
        findings: world.findings(),
        link_decisions: Vec::new(),
    })
}

/// The only approval of the change record.
pub fn approval(files: &mut Files) -> &mut Approval {
    match &mut files.ticket().approvals {
        Field::Value(list) => &mut list[0],
        Field::Empty | Field::NotExported => panic!("the test removed the approvals before"),
    }
}
