//! What the frame tells of the workspace. It is asked for every few seconds, so it is read again only
//! where somebody wrote to the file.

use std::sync::Arc;

use changeproof_store::{Company, Reader};

use super::fresh::newest_import;
use super::{OpenWorkspace, file_card, locked};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::period::Period;
use crate::shown_period::deployment_days;

/// What is true until somebody writes to the file.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// The state of the file that this was read from.
    version: i64,
    /// The last event.
    pub(super) head: i64,
    /// The last event after which records are others.
    pub(super) newest_import: i64,
    pub(super) sources: Arc<SourceFacts>,
}

/// What is true until somebody imports something.
#[derive(Debug)]
pub(super) struct SourceFacts {
    pub(super) company: Company,
    pub(super) count: u64,
    pub(super) problems: u64,
    /// The days with deployments.
    pub(super) days: Option<Period>,
}

impl SourceFacts {
    fn read(reader: &Reader<'_>) -> Result<SourceFacts, AppError> {
        let zone = workspace_zone(reader)?;
        let sources = reader.sources(i64::MAX)?;
        let problems = sources
            .iter()
            .filter(|source| file_card::has_problem(source));
        Ok(SourceFacts {
            company: reader.company()?,
            count: sources.len() as u64,
            problems: problems.count() as u64,
            days: deployment_days(&sources, zone),
        })
    }
}

impl OpenWorkspace {
    /// The facts as they are now.
    pub(super) fn facts(&self) -> Result<Arc<Facts>, AppError> {
        let mut known = locked(&self.facts);
        let file = locked(&self.file);
        // Before anything is read: what is committed in between shows the next time.
        let version = file.data_version()?;
        if let Some(facts) = &*known
            && facts.version == version
        {
            return Ok(facts.clone());
        }
        let reader = file.read()?;
        let newest_import = newest_import(&reader)?;
        let same = known
            .as_ref()
            .filter(|facts| facts.newest_import == newest_import);
        let sources = match same {
            Some(facts) => facts.sources.clone(),
            None => Arc::new(SourceFacts::read(&reader)?),
        };
        let facts = Facts {
            version,
            head: reader.head()?.sequence,
            newest_import,
            sources,
        };
        Ok(known.insert(Arc::new(facts)).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::{Cancellation, Ports, Unwatched};
    use crate::views::demo;

    #[test]
    fn what_nobody_changed_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports::system(&Unwatched, Cancellation::default());
        let open = demo::make(&folder.path().join("demo.changeproof"), &ports).unwrap();
        let first = open.facts().unwrap();
        assert!(Arc::ptr_eq(&first, &open.facts().unwrap()), "read once");
        open.refresh(&ports).unwrap();
        let second = open.facts().unwrap();
        assert_eq!(second.head, first.head + 1, "an evaluation");
        let same = Arc::ptr_eq(&second.sources, &first.sources);
        assert!(same, "no import: no source is read again");
    }
}
