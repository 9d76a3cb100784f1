//! The call: commands and options.

use std::path::PathBuf;

use changeproof_app::what_if::Trial;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::attest_args::AttestArgs;
pub use crate::exceptions_args::ExceptionsCall;
pub use crate::findings_args::FindingsCall;
pub use crate::links_args::LinksCall;
pub use crate::log_args::LogArgs;
pub use crate::members_args::PeopleCall;
pub use crate::pack_args::PackArgs;
pub use crate::policy_args::PolicyCommand;
use crate::reviews_args::ReviewsCall;
use crate::values::{covers, outcome, repository, time, trial};

pub use crate::samples_args::SampleCall;
pub(crate) use crate::values::date;

/// Tells which production changes followed the policy, with proof.
#[derive(Debug, Parser)]
#[command(
    name = "changeproof",
    version,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        changeproof init company.changeproof --entity 'Example Ltd' --timezone Europe/Berlin\n  \
        changeproof import company.changeproof exports/* --covers 2025-01-01..2025-12-31\n  \
        changeproof evaluate company.changeproof --from 2025-01-01 --to 2025-12-31\n  \
        changeproof results company.changeproof --outcome fail --format table\n  \
        changeproof explain company.changeproof 912513 REV-01\n  \
        changeproof pack company.changeproof --kind audit --from 2025-01-01 --to 2025-12-31 --out audit.pdf\n\n\
        Exit codes: 0 done; 1 a --fail-on outcome was found, or verify says no; 2 bad usage; \
        3 bad input; 4 a problem with the workspace."
)]
pub struct Cli {
    /// Who works, where people sign in to the workspace. The passphrase is read from CHANGEPROOF_PASSPHRASE, or
    /// as a line of standard input.
    #[arg(long = "as", value_name = "PERSON", global = true)]
    pub person: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a workspace: one file that holds everything.
    #[command(after_help = "Example:\n  \
        changeproof init company.changeproof --entity 'Example Ltd' --timezone Europe/Berlin")]
    Init(InitArgs),
    /// Import exported files; each is recognised by its content.
    #[command(after_help = "Examples:\n  \
        changeproof import company.changeproof exports/* --covers 2025-01-01..2025-12-31\n  \
        changeproof import company.changeproof deploys.csv --expect 412 --timezone Europe/Berlin\n  \
        changeproof import company.changeproof git.log --repository example/api\n\n\
        All files of one call are kept together or not at all; a file that cannot be read is \
        reported and left out (exit code 3). The same file again changes nothing.")]
    Import(ImportArgs),
    /// Judge every production deployment of a period by every control.
    #[command(after_help = "Examples:\n  \
        changeproof evaluate company.changeproof --from 2025-01-01 --to 2025-12-31\n  \
        changeproof evaluate company.changeproof --from 2025-01-01 --to 2025-03-31 --fail-on fail,insufficient_evidence\n  \
        changeproof evaluate company.changeproof --from 2025-01-01 --to 2025-12-31 --what-if reviewers=2 --what-if reversion_within=8h")]
    Evaluate(EvaluateArgs),
    /// Print the results of the latest evaluation.
    #[command(after_help = "Examples:\n  \
        changeproof results company.changeproof > results.jsonl\n  \
        changeproof results company.changeproof --control REV-01 --outcome fail --format table")]
    Results(ResultsArgs),
    /// Explain one outcome on a deployment: the rule, the values compared, the rows behind them, what would
    /// change it.
    #[command(after_help = "Examples:\n  \
        changeproof explain company.changeproof 912513 REV-01\n  \
        changeproof explain company.changeproof github:912513 REV-01 --json\n\n\
        The outcome is that of the latest evaluation. Where several sources use the same id, write the \
        source before it. A change record that no deployment carried out is named by its key. Long rows are shortened; --json prints them whole. What controls find of imports, \
        exceptions, the policy and the period, results tells whole.")]
    Explain(ExplainArgs),
    /// Show which records are covered month by month, and what the holes leave undecided.
    #[command(after_help = "Examples:\n  \
        changeproof coverage company.changeproof\n  \
        changeproof coverage company.changeproof --from 2025-01-01 --to 2025-06-30 --json\n\n\
        Shown is what was imported so far; nothing has to be evaluated before. Without days it is the \
        period of the newest evaluation, else the year of the newest deployment.\n\n\
        covered: by the records, or by a declaration with a query and a count that fits. declared: by a \
        declaration alone. cut: a file reaches it, but shows that it was cut. hole: covered in part, or \
        between covered times. nothing: no file reaches it.")]
    Coverage(CoverageArgs),
    /// List findings with their owners, tell the story of one, and record the work on them.
    #[command(after_help = "Examples:\n  \
        changeproof findings company.changeproof --state open --control REV-01\n  \
        changeproof findings company.changeproof --finding REV-01/deployment/github/912513\n\n\
        A finding is a control and a subject of which the newest outcome is a failure or insufficient evidence.")]
    Findings(FindingsCall),
    /// Print what each production deployment is linked to, and why; confirm, refuse, add or cut a link.
    #[command(after_help = "Examples:\n  \
        changeproof links company.changeproof --format csv > links.csv\n  \
        changeproof links confirm company.changeproof 912513 change_record CHG-1042 --reason 'Same change' --as ana")]
    Links(LinksCall),
    /// Show who is who: persons with accounts and roles, accounts that are nobody's and what they block.
    #[command(after_help = "Examples:\n  \
        changeproof people company.changeproof --on 2025-06-30\n  \
        changeproof people company.changeproof --unresolved\n  \
        changeproof people company.changeproof --json > people.json\n\n\
        Persons come from the imported rosters. What an account blocks is told of the latest evaluation: \
        outcomes with insufficient evidence for which a control had to know whose the account is. \
        Suggestions count for nothing; add the account to the roster and import it again.\n\n\
        The commands are about those who sign in to the workspace. Before the first one is added, nobody has \
        to sign in; from then on every command but verify takes --as PERSON. A workspace that is named as one of \
        the commands is written with its folder, such as ./add.")]
    People(PeopleCall),
    /// Show which emergencies still need a post-change review, and record reviews.
    #[command(after_help = "Examples:\n  \
        changeproof reviews company.changeproof --as bo\n  \
        changeproof reviews company.changeproof --from 2025-01-01 --to 2025-06-30 --json\n\n\
        What still needs a review comes first, by the day on which it is due. A workspace that is named as one of the \
        commands is written with its folder, such as ./record.")]
    Reviews(ReviewsCall),
    /// Attest what a control asks of a person's judgement, or list what was attested here.
    #[command(after_help = "Examples:\n  \
        changeproof attest company.changeproof EMG-01 CHG-4711 --answer yes --reason 'Approval was bypassed to stop lost orders; Ivo agreed by phone' --as bo\n  \
        changeproof attest company.changeproof --list --as bo\n\n\
        An attestation is only added: another answer is another one. Whoever wrote, carried out or approved the change \
        cannot attest to it.")]
    Attest(AttestArgs),
    /// List exceptions from the policy, or request and decide on one.
    Exceptions(ExceptionsCall),
    /// Draw samples as an auditor does, record what was compared, print working papers.
    #[command(after_help = "Examples:\n  \
        changeproof sample company.changeproof draw --seed 'CM-FY2025|v1' --as eve\n  \
        changeproof sample company.changeproof tick 1 912513 REV-01 agreed --as eve\n  \
        changeproof sample company.changeproof paper 1 --as eve\n\n\
        A compliance officer or an auditor draws and ticks.")]
    Sample(SampleCall),
    /// Write an evidence pack as PDF.
    #[command(after_help = "Examples:\n  \
        changeproof pack company.changeproof --kind audit --from 2025-01-01 --to 2025-12-31 --out audit.pdf --prepared-by 'Ana Silva'\n  \
        changeproof pack company.changeproof --kind annual --from 2025-01-01 --to 2025-12-31 --out annual.pdf\n  \
        changeproof pack company.changeproof --kind summary --from 2025-01-01 --to 2025-12-31 --out summary.pdf\n  \
        changeproof pack company.changeproof --kind change --subject 912513 --out dossier.pdf")]
    Pack(PackArgs),
    /// Show, export and change the policy profile, and accept how it is read.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        changeproof policy export company.changeproof --output policy.toml\n  \
        changeproof policy import company.changeproof policy.toml --from 2025-07-01 --reason 'Two reviewers, decided by the board'\n  \
        changeproof policy list company.changeproof\n  \
        changeproof policy accept company.changeproof prompt-reversion --by 'Ana Silva' --reason 'Four hours fit our contracts'\n\n\
        A deployment is judged by the version that was in force when it began."
    )]
    Policy(PolicyCommand),
    /// Verify a workspace, or a pack with or without the workspace that it came from.
    #[command(after_help = "Examples:\n  \
        changeproof verify company.changeproof\n  \
        changeproof verify audit.pdf company.changeproof\n  \
        changeproof verify company.changeproof --checkpoint checkpoint.json")]
    Verify(VerifyArgs),
    /// Show the event log, export it, or write a checkpoint of it.
    #[command(after_help = "Examples:\n  \
        changeproof log company.changeproof --by ana --kind evaluated\n  \
        changeproof log company.changeproof --export log.jsonl\n  \
        changeproof log company.changeproof --checkpoint checkpoint.json\n\n\
        An exported log can be checked without Changeproof: docs/event-log.md tells how. A checkpoint that is kept \
        elsewhere shows later whether events were cut off.")]
    Log(LogArgs),
    /// Print a completion script for a shell.
    #[command(after_help = "Example:\n  \
        changeproof completions bash > ~/.local/share/bash-completion/completions/changeproof")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(after_help = "Example:\n  \
        changeproof man > ~/.local/share/man/man1/changeproof.1")]
    Man,
}

/// `init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The file to make.
    pub workspace: PathBuf,
    /// The company's name, as packs print it.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub entity: String,
    /// The company's time zone: dates are dates there.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub timezone: String,
    /// Print a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The format, where the content alone does not tell it.
    #[arg(long, value_name = "ID")]
    pub format: Option<String>,
    /// The time zone of times written without one [default: the workspace's].
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// The days that the files cover, both included.
    #[arg(long, value_name = "FROM..TO", value_parser = covers)]
    pub covers: Option<DeclaredCoverage>,
    /// How many rows the source says the file has; with one file only.
    #[arg(long, value_name = "ROWS")]
    pub expect: Option<u64>,
    /// When the files were exported.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub exported_at: Option<Timestamp>,
    /// The query or recipe that made the files.
    #[arg(long, value_name = "TEXT")]
    pub query: Option<String>,
    /// The service that the files' deployments belong to.
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// The repository that the files' commits belong to.
    #[arg(long, value_name = "OWNER/NAME", value_parser = repository)]
    pub repository: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `evaluate`.
#[derive(Args, Debug)]
pub struct EvaluateArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day, in the workspace's time zone.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: NaiveDate,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: NaiveDate,
    /// The time that decides what is pending [default: now].
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub as_of: Option<Timestamp>,
    /// End with exit code 1 where one of these outcomes is found.
    #[arg(long, value_name = "OUTCOME,...", value_delimiter = ',', value_parser = outcome)]
    pub fail_on: Vec<Outcome>,
    /// Tell what another value of a parameter would change, and keep nothing; may be given several
    /// times. Spans have a unit (90min, 8h, 30d), words have commas between them.
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = trial, conflicts_with = "fail_on")]
    pub what_if: Vec<Trial>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum ListFormat {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// Comma-separated, for spreadsheets.
    Csv,
    /// Columns, for reading.
    Table,
}

/// `results`.
#[derive(Args, Debug)]
pub struct ResultsArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Only this control, such as REV-01.
    #[arg(long, value_name = "ID")]
    pub control: Option<String>,
    /// Only this outcome: pass, fail, insufficient_evidence, not_applicable or pending.
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    pub outcome: Option<Outcome>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// `explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The deployment's id, as `results` prints it, or the key of a change record without a deployment.
    #[arg(value_name = "DEPLOYMENT")]
    pub deployment: String,
    /// The control, such as REV-01.
    #[arg(value_name = "CONTROL")]
    pub control: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `coverage`.
#[derive(Args, Debug)]
pub struct CoverageArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day, in the workspace's time zone.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub to: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people`.
#[derive(Args, Debug)]
pub struct PeopleArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Only accounts that are nobody's, with suggestions whose they may be.
    #[arg(long)]
    pub unresolved: bool,
    /// The day on which roles are looked at [default: the last judged day].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long, conflicts_with = "unresolved")]
    pub json: bool,
}

/// `verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// A pack or a workspace.
    pub path: PathBuf,
    /// The workspace to hold the pack against.
    pub workspace: Option<PathBuf>,
    /// A checkpoint to hold the workspace's log against.
    #[arg(long, value_name = "FILE.json")]
    pub checkpoint: Option<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_call_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn several_outcomes_are_given_with_commas() {
        let call =
            "changeproof evaluate w --from 2025-01-01 --to 2025-01-02 --fail-on fail,pending";
        let cli = Cli::try_parse_from(call.split(' ')).unwrap();
        match cli.command {
            Command::Evaluate(args) => {
                assert_eq!(args.fail_on, [Outcome::Fail, Outcome::Pending]);
            }
            other => panic!("another command: {other:?}"),
        }
    }

    #[test]
    fn every_command_of_the_contract_is_read() {
        for call in [
            "init w --entity E --timezone UTC",
            "import w a.json b.csv --format x --timezone UTC --covers 2025-01-01..2025-12-31 \
             --exported-at 2025-12-31T10:00:00Z --query q --service s --repository o/n --json",
            "import w a.json --expect 5",
            "evaluate w --from 2025-01-01 --to 2025-12-31 --as-of 2026-01-01T00:00:00Z --fail-on \
             fail --json",
            "results w --control REV-01 --outcome fail --format csv",
            "explain w 912513 REV-01 --json",
            "coverage w --from 2025-01-01 --to 2025-12-31 --json",
            "links w --format table",
            "people w --unresolved --on 2025-06-30",
            "people w --json",
            "people w --as ana",
            "--as ana people members w --json",
            "people add w bo --name Bo --role reviewer --role approver --from 2025-07-01 --as ana",
            "people roles w bo --give policy_owner --take reviewer --from 2025-07-01 --to 2025-08-01",
            "people passphrase w --as bo",
            "people reset w bo --as ana",
            "people deactivate w bo --as ana --json",
            "reviews w --from 2025-01-01 --to 2025-12-31 --json --as bo",
            "reviews record w CHG-1 --outcome O --cause C --read R --read-by N --follow-up F --attendee A \
             --held-on 2025-03-05 --evidence m.pdf --pdf r.pdf --paper letter --as bo",
            "reviews show w 7 --pdf r.pdf",
            "reviews kept-here w --register exceptions --from 2025-07-01 --reason R --as ana",
            "reviews kept-here w --elsewhere --reason R",
            "reviews kept-here w --list",
            "attest w EMG-01 CHG-1 --answer yes --reason R --question Q --role approver --evidence e.pdf",
            "attest w --list --json",
            "pack w --kind audit --from 2025-01-01 --to 2025-12-31 --out a.pdf --at \
             2026-01-01T00:00:00Z --prepared-by Ana",
            "pack w --kind change --subject 912513 --out a.pdf --paper letter --json",
            "sample w draw --seed S --from 2025-01-01 --to 2025-12-31 --size 60 --by category,month \
             --confidence 90 --reason R --json",
            "sample w list --as eve",
            "sample w tick 1 912513 REV-01 deviation --note N --evidence f --evidence g",
            "sample w paper 1 --json",
            "sample w sizes --row 52=5 --row more=40 --source S --reason R",
            "policy export w --version 2 --output p.toml --json",
            "policy import w p.toml --from 2025-07-01 --reason R --by Ana --json",
            "policy list w --json",
            "policy interpretations w",
            "policy accept w prompt-reversion --by Ana --reason R",
            "policy accept w prompt-reversion --reason R --as ana",
            "policy review open w --from 2025-01-01 --to 2025-12-31 --json",
            "policy review decide w ENF change --reason R --as ana",
            "policy review draft w p.toml --reason R",
            "policy review draft w --no-change --reason R",
            "policy review approve w --reason R",
            "policy review publish w --from 2026-01-01",
            "policy review acknowledge w",
            "policy review close w --action A --action B",
            "policy review close w --abandon R",
            "policy review show w --json",
            "policy trigger record w What --on 2025-06-01 --evidence f.pdf",
            "policy trigger decide w 7 --decision D --reason R",
            "policy trigger list w --json",
            "verify a.pdf w",
            "verify w --checkpoint c.json --json",
            "log w --by ana --kind evaluated --json",
            "log w --export l.jsonl",
            "log w --checkpoint c.json --json",
        ] {
            let words = std::iter::once("changeproof").chain(call.split_whitespace());
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{call}: {error}");
            }
        }
    }
}
