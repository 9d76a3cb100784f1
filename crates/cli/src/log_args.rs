//! The call of `log`.

use std::path::PathBuf;

use clap::Args;

/// `log`.
#[derive(Args, Debug)]
pub struct LogArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Only events of this person, as that person signs in.
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["export", "checkpoint"])]
    pub by: Option<String>,
    /// Only events of this kind, such as file_imported.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["export", "checkpoint"])]
    pub kind: Option<String>,
    /// Write all events with their hashes and signatures, a JSON object a line; a file of that name is replaced.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "checkpoint")]
    pub export: Option<PathBuf>,
    /// Write a checkpoint: number and hash of the newest event, to be kept elsewhere.
    #[arg(long, value_name = "FILE.json")]
    pub checkpoint: Option<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}
