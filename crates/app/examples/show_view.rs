//! Prints what a screen shows as JSON: `show_view WORKSPACE SCREEN [ARGUMENT]`. The workspace of the
//! demo company is made where there is no such file.

use std::error::Error;
use std::path::Path;

use changeproof_app::ports::{Cancellation, Ports, Unwatched};
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::findings::FindingQuery;
use serde_json::{Value, to_value};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, screen, rest @ ..] = arguments.as_slice() else {
        return Err("give a workspace and a screen".into());
    };
    let ports = Ports::system(&Unwatched, Cancellation::default());
    let path = Path::new(workspace);
    let open = if path.exists() {
        OpenWorkspace::open(path, &ports)?
    } else {
        views::demo::make(path, &ports)?
    };
    let argument = rest.first().map_or("", String::as_str);
    let query: DeploymentQuery = serde_json::from_str(or_empty(argument)).unwrap_or_default();
    let shown: Value = match screen.as_str() {
        "workspace" => to_value(open.view(&ports)?)?,
        "catalogue" => to_value(open.catalogue()?)?,
        "home" => to_value(open.home(&ports)?)?,
        "overview" => to_value(open.overview(&ports)?)?,
        "deployments" => to_value(open.deployments(&query, 0, 50)?)?,
        "choices" => to_value(open.deployment_choices()?)?,
        "csv" => to_value(open.deployments_csv(&query)?)?,
        "deployment" => to_value(open.deployment(argument, &ports)?)?,
        "original" => to_value(open.original(argument)?)?,
        "findings" => to_value(open.findings(&FindingQuery::default())?)?,
        "imports" => to_value(open.imports(&ports)?)?,
        "guides" => to_value(views::export_guides())?,
        "packs" => to_value(open.packs(&|_| false)?)?,
        "events" => to_value(open.events(&EventQuery::default(), 0, 50)?)?,
        "verify" => to_value(open.verify_workspace(&ports)?)?,
        other => return Err(format!("no screen is called {other}").into()),
    };
    println!("{}", serde_json::to_string_pretty(&shown)?);
    Ok(())
}

fn or_empty(text: &str) -> &str {
    if text.is_empty() { "{}" } else { text }
}
