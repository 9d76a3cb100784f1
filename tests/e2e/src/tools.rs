//! Where the app and the tools are, and whether they are there at all.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Programs that must be there, and the Debian packages that they come in.
const PROGRAMS: [(&str, &str); 2] = [("Xvfb", "xvfb"), ("WebKitWebDriver", "webkit2gtk-driver")];

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of fixtures.
pub fn fixtures(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

/// The app: the one that `CHANGEPROOF_APP` names, or the one beside these tests.
pub fn app() -> PathBuf {
    if let Some(named) = env::var_os("CHANGEPROOF_APP") {
        return named.into();
    }
    // Tests stand in `target/debug/deps`, programs in `target/debug`.
    let own = env::current_exe().unwrap_or_default();
    let folder = own.parent().unwrap_or(Path::new("."));
    let folder = match folder.file_name() {
        Some(name) if name == "deps" => folder.parent().unwrap_or(folder),
        _ => folder,
    };
    folder.join("changeproof-desktop")
}

/// Whether tests of the app are to run here. Says why where they are not.
///
/// # Panics
///
/// Something is missing where `CHANGEPROOF_DESKTOP_TESTS` is `required` (as `cargo xtask test` sets it)
/// or `CI` is `true`: there, a test that is left out is a failure.
pub fn can_drive() -> bool {
    let is = |variable: &str, word: &str| env::var(variable).is_ok_and(|set| set == word);
    if is("CHANGEPROOF_DESKTOP_TESTS", "off") {
        println!("left out: CHANGEPROOF_DESKTOP_TESTS is off");
        return false;
    }
    let Some(missing) = missing(&app(), true) else {
        return true;
    };
    let required = is("CHANGEPROOF_DESKTOP_TESTS", "required") || is("CI", "true");
    assert!(!required, "the app cannot be driven: {missing}");
    println!("left out: {missing}");
    false
}

/// What is missing for driving an app, in words.
pub fn missing(app: &Path, scripted: bool) -> Option<String> {
    let version = Command::new(app).arg("--version").output();
    let version = match version {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) => {
            return Some(format!(
                "{} cannot be started ({error}). Run `cargo xtask test`, or build it with \
                 `cargo build -p changeproof-desktop --features e2e`",
                app.display()
            ));
        }
    };
    if scripted && !version.contains("e2e") {
        return Some(format!(
            "{} was built without the feature `e2e`, so no test can choose files in it",
            app.display()
        ));
    }
    let absent = PROGRAMS.iter().find(|(program, _)| !is_there(program))?;
    Some(format!(
        "{} is not installed (package {}); `cargo xtask setup` installs it",
        absent.0, absent.1
    ))
}

fn is_there(program: &str) -> bool {
    Command::new(program)
        .arg("--help")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}
