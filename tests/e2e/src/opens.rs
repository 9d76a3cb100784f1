//! Starts an app and waits until its first page is there: `opens APP`. For programs as they are handed
//! out, such as those of the Debian package.

use std::process::ExitCode;

use changeproof_e2e::{Answer, App, Start, missing};

fn main() -> ExitCode {
    let Some(app) = std::env::args_os().nth(1) else {
        eprintln!("Usage: opens APP");
        return ExitCode::from(2);
    };
    let start = Start {
        app: app.into(),
        ..Start::default()
    };
    if let Some(missing) = missing(&start.app, false) {
        eprintln!("The app cannot be started: {missing}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let opened = match runtime {
        Ok(runtime) => runtime.block_on(open(&start)),
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(()) => {
            println!("  {} opens its window", start.app.display());
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn open(start: &Start) -> Answer<()> {
    let app = App::start(start).await?;
    app.find("button", "Explore the demo company").await?;
    app.end().await
}
