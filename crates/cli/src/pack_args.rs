//! The call of `pack`.

use std::path::PathBuf;

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::values::{date, time};

/// The kinds of packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PackKind {
    /// For auditors: a period, with all results and their facts.
    Audit,
    /// For management, once a year: the review of the policy, and what it rests on.
    Annual,
    /// For management, at any time: two pages.
    Summary,
    /// A dossier of one deployment, by the newest evaluation.
    Change,
}

/// The papers.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

/// `pack`.
#[derive(Args, Debug)]
pub struct PackArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Which pack.
    #[arg(long, value_enum)]
    pub kind: PackKind,
    /// The first day of a pack of a period, in the workspace's time zone.
    #[arg(long, value_name = "DATE", value_parser = date, required_if_eq_any([("kind", "audit"), ("kind", "annual"), ("kind", "summary")]))]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = date, required_if_eq_any([("kind", "audit"), ("kind", "annual"), ("kind", "summary")]))]
    pub to: Option<NaiveDate>,
    /// What a dossier is about: a deployment's id, source:id, or the key of a change that one deployment brought. Of an
    /// annual pack the number of the policy review [default: the one that looks at most of the days].
    #[arg(long, value_name = "ID", required_if_eq("kind", "change"))]
    pub subject: Option<String>,
    /// The file to write; one of that name is replaced.
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
    /// The time printed in the pack [default: now].
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<Timestamp>,
    /// Who prepared it.
    #[arg(long, value_name = "NAME")]
    pub prepared_by: Option<String>,
    /// The paper.
    #[arg(long, value_enum, default_value_t)]
    pub paper: Paper,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}
