//! Takes pictures of the app's screens: `screenshots APP WORKSPACE FOLDER [--everything]`.
//!
//! Without `--everything` only the larger size is taken, and only what any build of the app can show:
//! previews of imports need an app whose files a test can choose (the feature `e2e`).

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use changeproof_e2e::{Answer, App, Key, Start, Trouble, broken_export, demo_exports, missing};
use serde_json::json;

/// Screens with an address of their own.
const SCREENS: [&str; 10] = [
    "overview",
    "deployments",
    "findings",
    "changes",
    "people",
    "imports",
    "policy",
    "packs",
    "events",
    "settings",
];

/// What is asked for.
struct Order {
    app: PathBuf,
    workspace: PathBuf,
    folder: PathBuf,
    everything: bool,
}

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let [app, workspace, folder, rest @ ..] = &words[..] else {
        eprintln!("Usage: screenshots APP WORKSPACE FOLDER [--everything]");
        return ExitCode::from(2);
    };
    let order = Order {
        app: app.into(),
        workspace: workspace.into(),
        folder: folder.into(),
        everything: rest.iter().any(|word| word == "--everything"),
    };
    if let Some(missing) = missing(&order.app, order.everything) {
        eprintln!("No pictures can be taken: {missing}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let taken = match runtime {
        Ok(runtime) => runtime.block_on(take(&order)),
        Err(error) => Err(error.into()),
    };
    match taken {
        Ok(count) => {
            println!("  {count} pictures are in {}", order.folder.display());
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn take(order: &Order) -> Answer<usize> {
    let sizes: &[(u32, u32)] = if order.everything {
        &[(1280, 800), (1920, 1080)]
    } else {
        &[(1440, 900)]
    };
    let mut count = 0;
    for &size in sizes {
        for theme in ["light", "dark"] {
            let folder = order.folder.join(format!("{}x{}-{theme}", size.0, size.1));
            fs::create_dir_all(&folder)?;
            let start = Start {
                app: order.app.clone(),
                workspace: None,
                size,
                theme: Some(theme),
            };
            count += first_run(&start, &folder, order.everything).await?;
            // A copy: looking at a workspace may evaluate it again.
            let workspace = folder.join("demo.changeproof");
            fs::copy(&order.workspace, &workspace)?;
            let start = Start {
                workspace: Some(workspace.clone()),
                ..start
            };
            count += with_workspace(&start, &folder, order.everything).await?;
            for ending in ["", "-wal", "-shm"] {
                let mut left = workspace.clone().into_os_string();
                left.push(ending);
                drop(fs::remove_file(left));
            }
        }
    }
    Ok(count)
}

/// Pictures of one app.
struct Pictures<'a> {
    app: &'a App,
    folder: &'a Path,
    count: usize,
}

impl Pictures<'_> {
    async fn take(&mut self, name: &str) -> Answer<()> {
        self.app.settle().await?;
        // The ring around what has the focus belongs to the keyboard, not into a picture.
        self.app
            .script("document.activeElement?.blur()", Vec::new())
            .await?;
        self.count += 1;
        self.app
            .picture(&self.folder.join(format!("{name}.png")))
            .await
    }
}

async fn first_run(start: &Start, folder: &Path, everything: bool) -> Answer<usize> {
    let app = App::start(start).await?;
    let count = 0;
    let mut pictures = Pictures {
        app: &app,
        folder,
        count,
    };
    pictures.take("first-run").await?;
    if everything {
        // Every screen without anything in it.
        app.answer(&[app.place("empty.changeproof")])?;
        let new = json!({ "new": { "entity": "Clicki Referrals", "zone": "Europe/Berlin" } });
        app.ask_shell("create_workspace", new).await?;
        app.reload().await?;
        for screen in SCREENS {
            app.go(&format!("#/{screen}")).await?;
            pictures.take(&format!("empty-{screen}")).await?;
        }
    }
    let count = pictures.count;
    app.end().await?;
    Ok(count)
}

async fn with_workspace(start: &Start, folder: &Path, everything: bool) -> Answer<usize> {
    let app = App::start(start).await?;
    let count = 0;
    let mut pictures = Pictures {
        app: &app,
        folder,
        count,
    };
    for screen in SCREENS {
        app.go(&format!("#/{screen}")).await?;
        pictures.take(screen).await?;
    }
    let key = failed_deployment(&app).await?;
    app.go(&format!("#/deployment/{key}")).await?;
    pictures.take("deployment").await?;
    app.go("#/deployments").await?;
    app.settle().await?;
    app.press(Key::Sign('?')).await?;
    pictures.take("keys").await?;
    app.press(Key::Escape).await?;
    if everything {
        app.go("#/imports").await?;
        app.settle().await?;
        let mut files = demo_exports()?;
        files.insert(0, broken_export(&app)?);
        app.drop_files(&files)?;
        app.see_words("Cannot be read").await?;
        pictures.take("imports-preview").await?;
    }
    let count = pictures.count;
    app.end().await?;
    Ok(count)
}

/// The key of a deployment that somebody should look at.
async fn failed_deployment(app: &App) -> Answer<String> {
    let query = json!({ "outcomes": ["fail"], "control": "REV-01" });
    let ask = json!({ "query": query, "from": 0, "limit": 1 });
    let told = app.ask_shell("deployments", ask).await?;
    let key = &told["answer"]["rows"][0]["key"];
    key.as_str()
        .map(str::to_owned)
        .ok_or_else(|| Trouble::Wrong(format!("no deployment that failed REV-01: {told}")))
}
