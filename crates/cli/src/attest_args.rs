//! The call of `attest`.

use std::path::PathBuf;

use clap::Args;

/// `attest`.
#[derive(Args, Debug)]
pub struct AttestArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The control that asks, such as EMG-01.
    #[arg(
        value_name = "CONTROL",
        required_unless_present = "list",
        requires = "subject"
    )]
    pub control: Option<String>,
    /// What is judged: the id of a deployment or incident, the key of a change, a service and a quarter.
    #[arg(value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// The answer: yes or no beneath the control's own question, or words that say what they mean.
    #[arg(long, value_name = "TEXT", required_unless_present = "list")]
    pub answer: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", required_unless_present = "list")]
    pub reason: Option<String>,
    /// Another question than the control's own.
    #[arg(long, value_name = "TEXT")]
    pub question: Option<String>,
    /// The role in which it is judged, as it is called in the company.
    #[arg(long, value_name = "TEXT")]
    pub role: Option<String>,
    /// A file that was looked at; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// List what was attested here, and record nothing.
    #[arg(long, conflicts_with_all = ["control", "answer", "reason", "question", "role", "evidence"])]
    pub list: bool,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}
