//! Measures lists in the built app, from the page: `latency APP WORKSPACE`, with an app for release and a
//! large workspace that was evaluated. What it prints stands in `docs/benchmarks.md`.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use changeproof_e2e::{Answer, App, Start, missing};
use serde_json::Value;

/// Asks the shell for a hundred pages spread over the list, in an order and with a filter, and tells
/// the median and the slowest in milliseconds. The first one makes the list and is told apart.
const PAGES: &str = "
    const done = arguments[arguments.length - 1];
    const shell = window.__TAURI_INTERNALS__;
    const query = (change) => ({ text: '', services: [], environments: [], outcomes: [], control: null,
      severity: null, categories: [], month: null, people: [], worst: false, order: 'at',
      descending: true, ...change });
    const lists = { 'newest first': {}, 'by author': { order: 'author' },
      'with a fail': { outcomes: ['fail'] }, 'with a word': { text: 'chg-10' } };
    const timed = async (work) => { const from = performance.now(); await work();
      return performance.now() - from; };
    (async () => {
      const told = {};
      for (const [name, change] of Object.entries(lists)) {
        let matched = 0;
        const first = await timed(async () => {
          matched = (await shell.invoke('deployments',
            { query: query(change), from: 0, limit: 100 })).matched;
        });
        const times = [];
        for (let page = 0; page < 100; page += 1) {
          const from = Math.floor((matched * page) / 100);
          times.push(await timed(() =>
            shell.invoke('deployments', { query: query(change), from, limit: 100 })));
        }
        times.sort((a, b) => a - b);
        told[name] = { matched, first, median: times[50], slowest: times[99] };
      }
      return told;
    })().then(done, (error) => done({ refused: String(error.message ?? error) }));";

/// Scrolls the list to places far apart and waits each time until its rows are drawn; tells the median
/// and the slowest, and the longest time in which the page drew nothing, in milliseconds.
const SCROLLING: &str = "
    const done = arguments[arguments.length - 1];
    const grid = document.querySelector('[role=grid]');
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    (async () => {
      let still = 0, last = performance.now(), watching = true;
      const watch = () => { const now = performance.now(); still = Math.max(still, now - last);
        last = now; if (watching) requestAnimationFrame(watch); };
      requestAnimationFrame(watch);
      const times = [];
      for (let place = 1; place <= 40; place += 1) {
        const from = performance.now();
        grid.scrollTop = (grid.scrollHeight * ((place * 17) % 41)) / 41;
        await frame();
        while (grid.querySelector('.fetching')) await frame();
        times.push(performance.now() - from);
      }
      watching = false;
      times.sort((a, b) => a - b);
      return { median: times[20], slowest: times[39], still };
    })().then(done, (error) => done({ refused: String(error.message ?? error) }));";

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let [app, workspace] = &words[..] else {
        eprintln!("Usage: latency APP WORKSPACE");
        return ExitCode::from(2);
    };
    let start = Start {
        app: app.into(),
        workspace: Some(workspace.into()),
        ..Start::default()
    };
    if let Some(missing) = missing(&start.app, false) {
        eprintln!("Nothing can be measured: {missing}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let measured = match runtime {
        Ok(runtime) => runtime.block_on(measure(&start)),
        Err(error) => Err(error.into()),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(start: &Start) -> Answer<()> {
    let app = App::start(start).await?;
    app.find("heading", "Overview").await?;
    app.settle().await?;
    app.go("#/deployments").await?;
    app.find("heading", "Deployments").await?;
    app.settle().await?;
    tell(
        "page of 100 rows, asked by the page",
        &app.script_async(PAGES).await?,
    );
    tell("scrolled until drawn", &app.script_async(SCROLLING).await?);
    app.end().await
}

fn tell(what: &str, told: &Value) {
    println!("{what}:");
    match told.as_object() {
        Some(fields) => fields
            .iter()
            .for_each(|(name, value)| println!("  {name}: {value}")),
        None => println!("  {told}"),
    }
}
