//! The call of `sample`.

use std::path::PathBuf;

use changeproof_app::samples::{NewDraw, SizeRow, Strata, TickMark};
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;

/// `sample`: a workspace, and what is done with its samples.
#[derive(Args, Debug)]
pub struct SampleCall {
    /// The workspace.
    pub workspace: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: SampleCommand,
}

impl SampleCall {
    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match &self.command {
            SampleCommand::Draw(args) => args.json,
            SampleCommand::List(args) => args.json,
            SampleCommand::Tick(args) => args.json,
            SampleCommand::Paper(args) => args.json,
            SampleCommand::Sizes(args) => args.json,
        }
    }
}

/// The commands of `sample`.
#[derive(Debug, Subcommand)]
pub enum SampleCommand {
    /// Draw a sample from the production deployments of an evaluated period.
    #[command(after_help = "Examples:\n  \
        changeproof sample company.changeproof draw --seed 'CM-FY2025|v1' --as eve\n  \
        changeproof sample company.changeproof draw --seed 'CM-FY2025|v2' --size 60 --by category --reason 'The auditor asked for more' --as eve\n\n\
        Deployments are ordered by SHA-256 of the seed, a line feed and their id; the first ones are drawn, so \
        that anybody draws the same from population.csv of a pack. Beside these, all emergencies are taken \
        where there are at most 25, and so are deployments that an exception covers. Every draw is kept. The \
        same population is drawn from again only by another seed and with a reason.")]
    Draw(DrawArgs),
    /// List the draws.
    #[command(after_help = "Example:\n  changeproof sample company.changeproof list --as eve")]
    List(SampleListArgs),
    /// Record what was found when comparing an item with its originals.
    #[command(after_help = "Examples:\n  \
        changeproof sample company.changeproof tick 1 912513 REV-01 agreed --as eve\n  \
        changeproof sample company.changeproof tick 1 912513 APP-01 deviation --note 'Approved on the next day' --as eve\n\n\
        'agreed' says that the control is met or does not apply, as Changeproof says; an outcome that failed or has \
        no evidence cannot be agreed to. A later tick takes the place of an earlier one; both stay in the log. \
        Where an outcome changes afterwards, the tick does not stand any more.")]
    Tick(TickArgs),
    /// Print the working paper of a draw: items, ticks, deviations, the upper limit of their rate.
    #[command(after_help = "Example:\n  \
        changeproof sample company.changeproof paper 1 --as eve\n\n\
        Items that an exception covers and those without evidence count as deviations. The limit is the exact \
        binomial one (Clopper-Pearson, one-sided), and is not told while drawn items are not compared.")]
    Paper(PaperArgs),
    /// Show how many items are drawn from how large a population, or set it.
    #[command(after_help = "Examples:\n  \
        changeproof sample company.changeproof sizes --as eve\n  \
        changeproof sample company.changeproof sizes --row 52=5 --row 250=20 --row more=40 --source 'Agreed with the auditor on 3 March' --reason 'Their guide' --as eve")]
    Sizes(SizesArgs),
}

/// `sample draw`.
#[derive(Args, Debug)]
pub struct DrawArgs {
    /// The seed: a line of text that nobody chose for its result, such as one that the auditor gave.
    #[arg(long, value_name = "TEXT")]
    pub seed: String,
    /// The first day, in the workspace's time zone [default: that of the newest evaluation].
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub to: Option<NaiveDate>,
    /// How many are drawn [default: by the table of sizes].
    #[arg(long, value_name = "ITEMS")]
    pub size: Option<u64>,
    /// Divide the population first: category, service, month; each part gives its share.
    #[arg(long = "by", value_name = "STRATUM,...", value_delimiter = ',', value_parser = strata)]
    pub strata: Vec<Strata>,
    /// The confidence of the upper limit, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = NewDraw::CONFIDENCE)]
    pub confidence: u8,
    /// Why, where this population was drawn from before.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `sample list`.
#[derive(Args, Debug)]
pub struct SampleListArgs {
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `sample tick`.
#[derive(Args, Debug)]
pub struct TickArgs {
    /// The draw's number.
    #[arg(value_name = "SAMPLE")]
    pub draw: u32,
    /// The deployment's id, or source:id where several sources use the same.
    #[arg(value_name = "DEPLOYMENT")]
    pub item: String,
    /// The control, such as REV-01.
    #[arg(value_name = "CONTROL")]
    pub control: String,
    /// What was found: agreed, deviation or no_evidence.
    #[arg(value_name = "TICK", value_parser = mark)]
    pub tick: TickMark,
    /// What was seen; needed for a deviation and for missing evidence.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A file that was looked at; may be given several times.
    #[arg(long = "evidence", value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `sample paper`.
#[derive(Args, Debug)]
pub struct PaperArgs {
    /// The draw's number.
    #[arg(value_name = "SAMPLE")]
    pub draw: u32,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `sample sizes`.
#[derive(Args, Debug)]
pub struct SizesArgs {
    /// A row: the largest population and the size, such as 52=5, or more=40 for all larger ones.
    #[arg(long = "row", value_name = "UP_TO=SIZE", value_parser = size_row, requires_all = ["source", "reason"])]
    pub rows: Vec<SizeRow>,
    /// Where the sizes are from.
    #[arg(long, value_name = "TEXT", requires = "rows")]
    pub source: Option<String>,
    /// Why they replace those before.
    #[arg(long, value_name = "TEXT", requires = "rows")]
    pub reason: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn strata(text: &str) -> Result<Strata, String> {
    Strata::from_id(text.trim()).ok_or_else(|| {
        let known = Strata::ALL.map(Strata::id).join(", ");
        format!("a population is divided by {known}")
    })
}

fn mark(text: &str) -> Result<TickMark, String> {
    TickMark::from_id(text.trim()).ok_or_else(|| {
        let known = TickMark::ALL.map(TickMark::id).join(", ");
        format!("ticks are {known}")
    })
}

fn size_row(text: &str) -> Result<SizeRow, String> {
    let wrong = || "give a population and a size, such as 52=5 or more=40".to_owned();
    let (up_to, size) = text.split_once('=').ok_or_else(wrong)?;
    let up_to = match up_to.trim() {
        "more" => None,
        number => Some(number.parse().map_err(|_| wrong())?),
    };
    Ok(SizeRow {
        up_to,
        size: size.trim().parse().map_err(|_| wrong())?,
        frequency: None,
    })
}
