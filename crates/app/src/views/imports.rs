//! Imports: what do we know, from where, how complete?

use std::path::PathBuf;

use super::{Current, OpenWorkspace, file_card, locked};
use crate::coverage;
use crate::error::AppError;
use crate::import::{ImportFile, ImportOptions, import_each, preview};
use crate::loaded::workspace_zone;
use crate::period::Period;
use crate::ports::Ports;
use crate::shown_period::{deployment_days, year_of_newest};
use crate::wire::error::WireError;
use crate::wire::import::{FileStatus, ImportReport};
use crate::wire::view::imports::{FileCard, FileOptions, ImportAnswer, ImportsView};

/// A file to look at or to import.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is said about it, as [`FileChoice`](crate::wire::view::imports::FileChoice) tells.
    pub options: FileOptions,
    /// What its card said, where somebody has looked at it.
    pub sha256: Option<String>,
}

impl From<(PathBuf, FileOptions)> for ChosenFile {
    fn from((path, options): (PathBuf, FileOptions)) -> Self {
        ChosenFile {
            path,
            options,
            sha256: None,
        }
    }
}

fn files_of<F: Clone + Into<ChosenFile>>(files: &[F]) -> Vec<ImportFile> {
    let file = |file: &F| {
        let ChosenFile {
            path,
            options,
            sha256,
        } = file.clone().into();
        let options = ImportOptions::from(options);
        ImportFile {
            path,
            instead: options != ImportOptions::default(),
            options,
            seen: sha256,
        }
    };
    files.iter().map(file).collect()
}

fn cards(report: ImportReport) -> Vec<FileCard> {
    let kept = report.kept;
    let files = report.files.into_iter().enumerate();
    files
        .map(|(position, file)| file_card::of_report(file, position, kept))
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
        let mut sources = self.reading_apart(|reader| {
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
    pub fn preview_import<F: Clone + Into<ChosenFile>>(
        &self,
        files: &[F],
        ports: &Ports<'_>,
    ) -> Result<Vec<FileCard>, AppError> {
        let report = preview(&self.path, &files_of(files), ports)?;
        Ok(cards(report))
    }

    /// Imports files in one transaction and evaluates again. With the first deployments the screens
    /// move to the year of the newest one.
    ///
    /// Where a file is not the one that its card told of, nothing is imported and its card says so.
    ///
    /// # Errors
    ///
    /// As for [`OpenWorkspace::preview_import`]; then nothing was imported. What goes wrong after the
    /// files were imported is no error: the answer tells it beside them.
    pub fn commit_import<F: Clone + Into<ChosenFile>>(
        &self,
        files: &[F],
        ports: &Ports<'_>,
    ) -> Result<ImportAnswer, AppError> {
        let working = locked(&self.working);
        let before = self.deployment_days()?;
        let report = import_each(&self.path, &files_of(files), ports)?;
        let kept = report.kept;
        let changed = kept
            && report.files.iter().any(|file| {
                matches!(
                    file.status,
                    FileStatus::Imported | FileStatus::DeclaredAgain
                )
            });
        let evaluated = if changed {
            self.evaluate_imported(before.is_none(), ports)
        } else {
            Ok(())
        };
        drop(working);
        Ok(ImportAnswer {
            files: cards(report),
            kept,
            evaluation_error: evaluated.err().map(|error| not_evaluated(&error)),
        })
    }

    /// Evaluates after an import; `first` tells that there were no deployments before.
    fn evaluate_imported(&self, first: bool, ports: &Ports<'_>) -> Result<(), AppError> {
        let mut period = self.current().period;
        if first {
            period = self.newest_year(ports)?;
            // Whatever becomes of the evaluation: this is the period to show.
            self.show(Current::nothing(period));
        }
        self.evaluate(period, ports)
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

/// What kept the period from being evaluated, when the files are imported already.
fn not_evaluated(error: &AppError) -> WireError {
    let mut told = WireError::from(error);
    if matches!(error, AppError::Cancelled) {
        told.message = "The files are imported. The evaluation was stopped.".to_owned();
    }
    told
}
