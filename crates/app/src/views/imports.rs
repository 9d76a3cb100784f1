//! Imports: what do we know, from where, how complete?

use std::path::PathBuf;

use super::session::{deployment_days, year_of_newest};
use super::{Current, OpenWorkspace, file_card, locked};
use crate::coverage;
use crate::error::AppError;
use crate::import::{ImportFile, import_each, preview};
use crate::loaded::workspace_zone;
use crate::period::Period;
use crate::ports::Ports;
use crate::wire::import::{FileStatus, ImportReport};
use crate::wire::view::imports::{FileCard, FileOptions, ImportsView};

fn files_of(files: &[(PathBuf, FileOptions)]) -> Vec<ImportFile> {
    files
        .iter()
        .map(|(path, options)| ImportFile {
            path: path.clone(),
            options: options.clone().into(),
        })
        .collect()
}

fn cards(report: ImportReport, committed: bool) -> Vec<FileCard> {
    let files = report.files.into_iter().enumerate();
    files
        .map(|(position, file)| file_card::of_report(file, position, committed))
        .collect()
}

impl OpenWorkspace {
    /// The imported files, those with problems first, and what they cover.
    ///
    /// # Errors
    ///
    /// [`AppError::Cancelled`], or what the store says.
    pub fn imports(&self, ports: &Ports<'_>) -> Result<ImportsView, AppError> {
        ports.check_cancelled()?;
        let current = self.current();
        let mut sources = self.reading(|reader| {
            let sources = reader.sources(i64::MAX)?;
            let cards = sources.iter();
            cards
                .map(|source| file_card::of_source(reader, source))
                .collect::<Result<Vec<_>, AppError>>()
        })?;
        sources.sort_by(|a, b| {
            let key = |card: &FileCard| (!card.problem, card.file.to_lowercase());
            key(a).cmp(&key(b)).then_with(|| a.sha256.cmp(&b.sha256))
        });
        let coverage = match &current.evaluated {
            Some(evaluated) => evaluated.coverage()?,
            None => coverage::of_nothing(current.period),
        };
        Ok(ImportsView { sources, coverage })
    }

    /// What importing files would come to, each with what is said about it. Nothing is kept.
    ///
    /// # Errors
    ///
    /// Bad options, [`AppError::Cancelled`], or what the store says. A file that cannot be read is
    /// told on its card.
    pub fn preview_import(
        &self,
        files: &[(PathBuf, FileOptions)],
        ports: &Ports<'_>,
    ) -> Result<Vec<FileCard>, AppError> {
        let report = preview(&self.path, &files_of(files), ports)?;
        Ok(cards(report, false))
    }

    /// Imports files in one transaction and evaluates again. With the first deployments the screens
    /// move to the year of the newest one.
    ///
    /// # Errors
    ///
    /// As for [`OpenWorkspace::preview_import`]; then nothing was imported. Where only the evaluation
    /// was cancelled, the imports are kept and the workspace says that it is outdated.
    pub fn commit_import(
        &self,
        files: &[(PathBuf, FileOptions)],
        ports: &Ports<'_>,
    ) -> Result<Vec<FileCard>, AppError> {
        let working = locked(&self.working);
        let before = self.deployment_days()?;
        let report = import_each(&self.path, &files_of(files), ports)?;
        let changed = report.files.iter().any(|file| {
            matches!(
                file.status,
                FileStatus::Imported | FileStatus::DeclaredAgain
            )
        });
        if changed {
            let period = match before {
                Some(_) => self.current().period,
                None => self.newest_year(ports)?,
            };
            if before.is_none() {
                // Whatever becomes of the evaluation: this is the period to show.
                self.show(Current {
                    period,
                    evaluated: None,
                });
            }
            match self.evaluate(period, ports) {
                Ok(()) | Err(AppError::Cancelled) => {}
                Err(error) => return Err(error),
            }
        }
        drop(working);
        Ok(cards(report, true))
    }

    fn deployment_days(&self) -> Result<Option<Period>, AppError> {
        self.reading(|reader| {
            let zone = workspace_zone(reader)?;
            Ok(deployment_days(&reader.sources(i64::MAX)?, zone))
        })
    }

    fn newest_year(&self, ports: &Ports<'_>) -> Result<Period, AppError> {
        self.reading(|reader| {
            let zone = workspace_zone(reader)?;
            let sources = reader.sources(i64::MAX)?;
            Ok(year_of_newest(&sources, zone, ports.clock.now()))
        })
    }
}
