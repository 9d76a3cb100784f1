//! An app that runs, with the test that drives it.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::failure::{Answer, Trouble};
use crate::processes::{Processes, at_home, make_homes};
use crate::tools;

/// How long a test may take in all.
const PATIENCE: Duration = Duration::from_secs(240);

/// How often an app that opens no window is started.
const ATTEMPTS: u32 = 3;

/// Keeps the page drawing: WebKit takes a picture with the next frame, and a page where nothing moves
/// has none. Nobody sees it: one pixel, hardly there.
const MOVE: &str = r#"
const dot = document.createElement('i');
dot.setAttribute('aria-hidden', 'true');
dot.style.cssText = 'position:fixed;left:0;top:0;width:1px;height:1px;pointer-events:none';
document.body.append(dot);
let frame = 0;
const timer = setInterval(() => { dot.style.opacity = (frame++ % 2) / 1000; }, 30);
window.stopMoving = () => { clearInterval(timer); dot.remove(); };
"#;

/// How an app is started.
#[derive(Clone, Debug)]
pub struct Start {
    /// The program.
    pub app: PathBuf,
    /// A workspace to open.
    pub workspace: Option<PathBuf>,
    /// The size of screen and window.
    pub size: (u32, u32),
    /// `light` or `dark`; as the system says where none is given.
    pub theme: Option<&'static str>,
}

impl Default for Start {
    fn default() -> Self {
        Start {
            app: tools::app(),
            workspace: None,
            size: (1280, 800),
            theme: None,
        }
    }
}

/// An app that runs.
pub struct App {
    /// Drives it.
    pub(crate) client: Client,
    folder: TempDir,
    screen: String,
    program: PathBuf,
    _processes: Processes,
}

impl App {
    /// Starts an app in fresh folders, on a screen of its own.
    ///
    /// # Errors
    ///
    /// A program cannot be started, or the app opens no window.
    pub async fn start(start: &Start) -> Answer<App> {
        let mut attempt = 1;
        loop {
            // Everything anew: an app that was started in vain may still hold its lock.
            match App::try_start(start).await {
                Err(Trouble::Session(_)) if attempt < ATTEMPTS => attempt += 1,
                answer => return answer,
            }
        }
    }

    async fn try_start(start: &Start) -> Answer<App> {
        let folder = tempfile::Builder::new()
            .prefix("changeproof-e2e-")
            .tempdir()?;
        make_homes(folder.path())?;
        prepare(folder.path(), start)?;
        let mut processes = Processes::default();
        let screen = processes.screen(start.size)?;
        let port = processes.driver(&screen, folder.path())?;
        let client = connect(start, port).await?;
        Ok(App {
            client,
            folder,
            screen,
            program: start.app.clone(),
            _processes: processes,
        })
    }

    /// Ends the app.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn end(self) -> Answer<()> {
        Ok(self.client.close().await?)
    }

    /// Starts the app once more, as a double click on a file does, and waits until that start ends.
    ///
    /// # Errors
    ///
    /// It cannot be started, or ends badly.
    pub fn start_again(&self, file: &Path) -> Answer<()> {
        run(at_home(&self.program, &self.screen, self.folder.path()).arg(file)).map(|_| ())
    }

    /// Runs the `changeproof` command, which is built beside the app.
    ///
    /// # Errors
    ///
    /// It cannot be started, or ends badly.
    pub fn changeproof(&self, arguments: &[&OsStr]) -> Answer<()> {
        self.command(arguments, &[]).map(|_| ())
    }

    /// The same with variables of the environment. Answers what it printed.
    pub(crate) fn command<A: AsRef<OsStr>>(
        &self,
        arguments: &[A],
        variables: &[(&str, &str)],
    ) -> Answer<String> {
        let command = self.program.with_file_name("changeproof");
        let mut command = at_home(&command, &self.screen, self.folder.path());
        command.envs(variables.iter().copied());
        run(command.args(arguments))
    }

    /// A place for a file that the test makes.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Answers the next question for files. Questions are answered in the order of the calls.
    ///
    /// # Errors
    ///
    /// The answer cannot be written.
    pub fn answer(&self, files: &[PathBuf]) -> Answer<()> {
        let place = self.place("e2e/answers");
        let mut text = fs::read_to_string(&place).unwrap_or_default();
        text.push_str(&serde_json::to_string(files)?);
        text.push('\n');
        Ok(fs::write(place, text)?)
    }

    /// Drops files onto the window.
    ///
    /// # Errors
    ///
    /// The list cannot be written.
    pub fn drop_files(&self, files: &[PathBuf]) -> Answer<()> {
        let draft = self.place("e2e/drop.part");
        fs::write(&draft, serde_json::to_string(files)?)?;
        Ok(fs::rename(draft, self.place("e2e/drop"))?)
    }

    /// Chooses an item of the native menu by its id.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn choose_in_menu(&self, id: &str) -> Answer<()> {
        let draft = self.place("e2e/menu.part");
        fs::write(&draft, id)?;
        Ok(fs::rename(draft, self.place("e2e/menu"))?)
    }

    /// What the app asked for, opened or told outside the page: `asked`, `opened`, `told`.
    pub fn heard(&self, what: &str) -> Vec<String> {
        let text = fs::read_to_string(self.place("e2e").join(what)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Writes down what can be seen, after a failure. Answers where.
    async fn keep_evidence(&self, name: &str) -> PathBuf {
        let folder = std::env::var_os("CHANGEPROOF_E2E_EVIDENCE")
            .map_or_else(|| tools::root().join("target/e2e-failures"), PathBuf::from);
        // The failure itself is told anyway; what cannot be kept is missing.
        drop(fs::create_dir_all(&folder));
        let place = folder.join(format!("{name}.png"));
        let picture = self.picture(&place);
        drop(tokio::time::timeout(Duration::from_secs(10), picture).await);
        if let Ok(source) = self.client.source().await {
            drop(fs::write(folder.join(format!("{name}.html")), source));
        }
        let log = folder.join(format!("{name}.log"));
        drop(fs::copy(self.place("app.log"), log));
        folder
    }

    /// Takes a picture of the page.
    ///
    /// # Errors
    ///
    /// The driver says no, or the file cannot be written.
    pub async fn picture(&self, place: &Path) -> Answer<()> {
        self.script(MOVE, Vec::new()).await?;
        let picture = self.client.screenshot().await?;
        self.script("window.stopMoving?.()", Vec::new()).await?;
        Ok(fs::write(place, picture)?)
    }
}

/// Runs a program to its end. Answers what it printed.
fn run(command: &mut Command) -> Answer<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Trouble::Wrong(format!("{command:?} failed: {said}")))
}

/// Writes the app's own files, so that it starts in the size and theme that are asked for.
fn prepare(folder: &Path, start: &Start) -> Answer<()> {
    let config = folder.join("config/org.changeproof.desktop");
    fs::create_dir_all(&config)?;
    let (width, height) = start.size;
    let place = json!({ "x": 0, "y": 0, "width": width, "height": height, "maximised": false });
    fs::write(config.join("window.json"), place.to_string())?;
    if let Some(theme) = start.theme {
        let settings = json!({ "settings": { "theme": theme } });
        fs::write(config.join("settings.json"), settings.to_string())?;
    }
    Ok(())
}

/// Begins a session: the driver starts the app.
async fn connect(start: &Start, port: u16) -> Answer<Client> {
    let arguments: Vec<&Path> = start.workspace.iter().map(PathBuf::as_path).collect();
    let mut capabilities = Capabilities::new();
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        json!({ "binary": start.app.canonicalize()?, "args": arguments }),
    );
    listening(port).await?;
    Ok(ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await?)
}

/// Waits until the driver can be spoken to.
async fn listening(port: u16) -> Answer<()> {
    let patience = Duration::from_secs(20);
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if began.elapsed() > patience {
            let what = "WebKit's driver".to_owned();
            return Err(Trouble::Waited { what, patience });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Runs a test of the app: starts it, does the steps, and ends it. After a failure, picture, page and
/// log are kept in `target/e2e-failures`.
///
/// # Panics
///
/// A step fails.
pub fn journey(name: &str, start: &Start, steps: impl AsyncFnOnce(&App) -> Answer<()>) {
    if !tools::can_drive() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(travel(name, start, steps)),
        Err(error) => Err(error.into()),
    };
    if let Err(trouble) = outcome {
        #[expect(clippy::panic, reason = "this is how a test fails")]
        {
            panic!("{name}: {trouble}");
        }
    }
}

async fn travel(
    name: &str,
    start: &Start,
    steps: impl AsyncFnOnce(&App) -> Answer<()>,
) -> Answer<()> {
    let app = App::start(start).await?;
    let patience = PATIENCE;
    let done = tokio::time::timeout(patience, steps(&app)).await;
    let done = done.unwrap_or_else(|_| {
        let what = "the end of the test".to_owned();
        Err(Trouble::Waited { what, patience })
    });
    match done {
        Ok(()) => app.end().await,
        Err(trouble) => {
            let kept = app.keep_evidence(name).await;
            // The failure of the step matters more than one of the end.
            drop(app.end().await);
            let kept = kept.display();
            Err(Trouble::Wrong(format!("{trouble}\n(evidence in {kept})")))
        }
    }
}
