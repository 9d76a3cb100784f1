//! The evaluation of the open period in memory: its rows and their index, and the records behind them
//! once somebody has asked for a sentence.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use changeproof_matching::Link;
use changeproof_store::{Evaluation, OtherOutcome, Reader, SubjectRow, Workspace};
use chrono_tz::Tz;

use super::findings::Found;
use super::index::Index;
use super::lists::Lists;
use super::locked;
use super::people::PeopleFound;
use crate::change_list::ChangeList;
use crate::error::AppError;
use crate::loaded::damaged;
use crate::period::Period;
use crate::ports::Ports;
use crate::results::{Explained, all_rows};
use crate::wire::view::change_records::ChangeQuery;
use crate::wire::view::deployments::DeploymentQuery;
use crate::wire::view::findings::FindingQuery;
use crate::wire::view::overview::{CoverageView, OutcomeCounts, OverviewView};

/// An evaluation whose rows are in memory.
pub(super) struct Evaluated {
    pub(super) evaluation: Evaluation,
    pub(super) zone: Tz,
    pub(super) rows: Arc<[SubjectRow]>,
    /// Outcomes on what is no deployment.
    pub(super) others: Vec<OtherOutcome>,
    pub(super) index: Index,
    /// What queries came to.
    pub(super) lists: Lists<DeploymentQuery, u32>,
    /// What queries of findings came to, a group each, by how many steps of work were recorded.
    pub(super) findings: Lists<(FindingQuery, u32, u64), Found>,
    /// The overview, once it was made: it depends on nothing else.
    pub(super) overview: OnceLock<OverviewView>,
    /// Tickets and pull requests, once somebody asked.
    pub(super) changes: OnceLock<Arc<ChangeList>>,
    /// What queries of these came to.
    pub(super) change_lists: Lists<ChangeQuery, usize>,
    /// Who is who, once somebody asked.
    pub(super) people: OnceLock<Arc<PeopleFound>>,
    /// What deployments are linked to, by deployment, once somebody asked.
    pub(super) links: OnceLock<Arc<[Link]>>,
    totals: OnceLock<(u64, u64)>,
    explained: Mutex<Option<Arc<Explained>>>,
}

impl Evaluated {
    /// Reads the rows of a stored evaluation.
    pub(super) fn load(
        reader: &Reader<'_>,
        evaluation: Evaluation,
        ports: &Ports<'_>,
    ) -> Result<Evaluated, AppError> {
        let rows: Arc<[SubjectRow]> = ports
            .during("Reading results", || all_rows(reader, &evaluation))?
            .into();
        let others = reader.other_outcomes(evaluation.id)?;
        Evaluated::new(evaluation, rows, others, None)
    }

    /// From an evaluation that was just made.
    pub(super) fn made(explained: Explained) -> Result<Evaluated, AppError> {
        let evaluation = explained.evaluation.clone();
        let rows = explained.rows.clone();
        let others = explained.others.outcomes.clone();
        Evaluated::new(evaluation, rows, others, Some(Arc::new(explained)))
    }

    fn new(
        evaluation: Evaluation,
        rows: Arc<[SubjectRow]>,
        others: Vec<OtherOutcome>,
        explained: Option<Arc<Explained>>,
    ) -> Result<Evaluated, AppError> {
        let name = &evaluation.head.zone;
        let zone: Tz = name
            .parse()
            .map_err(|_| AppError::WorkspaceZone(name.clone()))?;
        let index = Index::of(&rows, zone);
        Ok(Evaluated {
            evaluation,
            zone,
            rows,
            others,
            index,
            lists: Lists::default(),
            findings: Lists::default(),
            overview: OnceLock::new(),
            changes: OnceLock::new(),
            change_lists: Lists::default(),
            people: OnceLock::new(),
            links: OnceLock::new(),
            totals: OnceLock::new(),
            explained: Mutex::new(explained),
        })
    }

    /// Its days.
    pub(super) fn period(&self) -> Period {
        Period {
            from: self.evaluation.head.from,
            to: self.evaluation.head.to,
        }
    }

    /// How many outcomes failed, and how many have insufficient evidence.
    pub(super) fn totals(&self) -> (u64, u64) {
        *self.totals.get_or_init(|| {
            let mut counts = OutcomeCounts::default();
            for row in &*self.rows {
                counts.add_row(&row.verdicts);
            }
            (counts.fail, counts.insufficient_evidence)
        })
    }

    /// What the evidence covered, as it was found out when the period was evaluated.
    pub(super) fn coverage(&self) -> Result<CoverageView, AppError> {
        serde_json::from_str(&self.evaluation.head.coverage)
            .map_err(|_| damaged("does not say what its evidence covered"))
    }

    /// The records behind the rows. They are loaded by whoever asks first; others wait for them.
    pub(super) fn explained(
        &self,
        path: &Path,
        ports: &Ports<'_>,
    ) -> Result<Arc<Explained>, AppError> {
        let mut explained = locked(&self.explained);
        if let Some(explained) = &*explained {
            return Ok(explained.clone());
        }
        // A connection of its own: loading may take seconds, and the screens go on reading.
        let open = Workspace::open(path)?;
        let reader = open.read()?;
        let evaluation = self.evaluation.clone();
        let rows = self.rows.clone();
        let loaded = Explained::of_rows(&reader, path, evaluation, rows, ports)?;
        Ok(explained.insert(Arc::new(loaded)).clone())
    }

    /// Lets go of the records; whoever asks again loads them again.
    pub(super) fn forget_records(&self) {
        *locked(&self.explained) = None;
    }

    /// The position of the deployment with that key.
    pub(super) fn position(&self, key: &str) -> Result<usize, AppError> {
        self.index
            .position(&self.rows, key)
            .ok_or_else(|| AppError::UnknownDeployment {
                key: key.to_owned(),
                from: self.evaluation.head.from,
                to: self.evaluation.head.to,
            })
    }
}
