//! Measures how long the screens take on a workspace: `page_latency WORKSPACE`. For large companies:
//! `cargo xtask demo-data --seed 5 --deployments 200000 --out DIR`, then `changeproof init`, `import`
//! and `evaluate`.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use changeproof_app::ports::{Cancellation, Ports, Unwatched};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::deployments::{DeploymentOrder, DeploymentQuery};
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::findings::{FindingGrouping, FindingQuery};
use changeproof_domain::outcome::Outcome;

type Done = Result<(), Box<dyn Error>>;

/// The slowest of some runs of one kind.
fn slowest(what: &str, times: u32, mut run: impl FnMut(u32) -> Done) -> Done {
    let mut worst = Duration::ZERO;
    for number in 0..times {
        let start = Instant::now();
        run(number)?;
        worst = worst.max(start.elapsed());
    }
    println!("{:>9.1} ms  {what}", worst.as_secs_f64() * 1000.0);
    Ok(())
}

fn queries() -> Vec<(&'static str, DeploymentQuery)> {
    let of = |change: fn(&mut DeploymentQuery)| {
        let mut query = DeploymentQuery {
            descending: true,
            ..DeploymentQuery::default()
        };
        change(&mut query);
        query
    };
    vec![
        ("newest first", of(|_| {})),
        ("by service", of(|q| q.order = DeploymentOrder::Service)),
        ("by author", of(|q| q.order = DeploymentOrder::Author)),
        ("by deployer", of(|q| q.order = DeploymentOrder::Deployer)),
        ("worst first", of(|q| q.order = DeploymentOrder::Worst)),
        ("with fails", of(|q| q.outcomes = vec![Outcome::Fail])),
        (
            "critical fails by author",
            of(|q| {
                q.outcomes = vec![Outcome::Fail];
                q.severity = Some("Critical".to_owned());
                q.order = DeploymentOrder::Author;
            }),
        ),
        (
            "first search for words",
            of(|q| q.text = "chg-10".to_owned()),
        ),
        (
            "second search for words",
            of(|q| q.text = "web an".to_owned()),
        ),
        ("one month", of(|q| q.month = Some("2025-03".to_owned()))),
    ]
}

fn main() -> Done {
    let path = std::env::args().nth(1).ok_or("give a workspace")?;
    let ports = Ports::system(&Unwatched, Cancellation::default());
    let start = Instant::now();
    let open = OpenWorkspace::open(Path::new(&path), &ports)?;
    println!("{:>9.1} ms  open", start.elapsed().as_secs_f64() * 1000.0);
    slowest("view", 5, |_| Ok(open.view(&ports).map(|_| ())?))?;
    slowest("the very first search for words", 1, |_| {
        let query = DeploymentQuery {
            text: "no such words".to_owned(),
            ..DeploymentQuery::default()
        };
        Ok(open.deployments(&query, 0, 100).map(|_| ())?)
    })?;
    for (name, query) in queries() {
        let page = open.deployments(&query, 0, 1)?;
        // The list is remembered from here on; what making it costs is measured below.
        slowest(
            &format!("pages, {name} ({} of {})", page.matched, page.total),
            50,
            |number| {
                let from = page.matched * u64::from(number) / 50;
                Ok(open.deployments(&query, from, 100).map(|_| ())?)
            },
        )?;
    }
    for (name, query) in queries() {
        let mut query = query;
        // Another list than above, so that it has to be made.
        query.environments = open.deployment_choices()?.environments;
        slowest(&format!("first page, {name}"), 1, |_| {
            Ok(open.deployments(&query, 0, 100).map(|_| ())?)
        })?;
    }
    slowest("choices", 3, |_| {
        Ok(open.deployment_choices().map(|_| ())?)
    })?;
    for grouping in [
        FindingGrouping::Control,
        FindingGrouping::Service,
        FindingGrouping::Person,
    ] {
        let query = FindingQuery {
            grouping,
            ..FindingQuery::default()
        };
        slowest(&format!("findings by {grouping:?}"), 3, |_| {
            let view = open.findings(&query)?;
            let Some(first) = view.groups.first() else {
                return Ok(());
            };
            Ok(open.finding_page(&query, &first.key, 0, 100).map(|_| ())?)
        })?;
    }
    slowest("copy all as CSV", 1, |_| {
        Ok(open
            .deployments_csv(&DeploymentQuery::default())
            .map(|_| ())?)
    })?;
    slowest("events", 3, |_| {
        Ok(open.events(&EventQuery::default(), 0, 100).map(|_| ())?)
    })?;
    slowest("overview, the first time", 1, |_| {
        Ok(open.overview(&ports).map(|_| ())?)
    })?;
    slowest("overview", 3, |_| Ok(open.overview(&ports).map(|_| ())?))?;
    slowest("imports", 3, |_| Ok(open.imports(&ports).map(|_| ())?))?;
    let rows = open
        .deployments(&DeploymentQuery::default(), 1000, 20)?
        .rows;
    if let Some(row) = rows.first() {
        slowest("the very first deployment, with its records", 1, |_| {
            Ok(open.deployment(&row.key, &ports).map(|_| ())?)
        })?;
    }
    slowest("deployment", 20, |number| {
        let row = rows
            .get(number as usize % rows.len().max(1))
            .ok_or("no rows")?;
        Ok(open.deployment(&row.key, &ports).map(|_| ())?)
    })?;
    Ok(())
}
