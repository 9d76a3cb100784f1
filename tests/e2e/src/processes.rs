//! Programs beside the app: a screen and WebKit's driver. They end with the test.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Programs that are ended when this is dropped, the latest first.
#[derive(Debug, Default)]
pub struct Processes(Vec<Child>);

impl Drop for Processes {
    fn drop(&mut self) {
        for process in self.0.iter_mut().rev() {
            // One that has ended by itself cannot be ended.
            drop(process.kill());
            drop(process.wait());
        }
    }
}

impl Processes {
    /// Starts a screen of that size and gives its name. Xvfb itself picks one that is free.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub fn screen(&mut self, (width, height): (u32, u32)) -> io::Result<String> {
        let mut screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let told = screen.stdout.take();
        self.0.push(screen);
        let mut line = String::new();
        if let Some(told) = told {
            BufReader::new(told).read_line(&mut line)?;
        }
        match line.trim() {
            "" => Err(io::Error::other("Xvfb ended at once")),
            number => Ok(format!(":{number}")),
        }
    }

    /// Starts WebKit's driver and gives its port. What the app prints goes to `app.log` in the folder,
    /// because the driver starts it.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub fn driver(&mut self, screen: &str, folder: &Path) -> io::Result<u16> {
        let port = free_port()?;
        let log = File::create(folder.join("app.log"))?;
        let driver = at_home(Path::new("WebKitWebDriver"), screen, folder)
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.0.push(driver);
        Ok(port)
    }
}

/// The folders that a program takes for its user's own.
const HOMES: [(&str, &str); 5] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_RUNTIME_DIR", "run"),
];

/// Makes the folders of a test.
///
/// # Errors
///
/// The file system says no.
pub fn make_homes(folder: &Path) -> io::Result<()> {
    for name in HOMES.map(|(_, name)| name).into_iter().chain(["e2e"]) {
        std::fs::create_dir_all(folder.join(name))?;
    }
    Ok(())
}

/// A program that takes the test's folders for its user's own, and its screen for the screen.
pub fn at_home(program: &Path, screen: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("DISPLAY", screen)
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        // No bus, no bridge to it; roles and names come from the driver.
        .env("NO_AT_BRIDGE", "1")
        .env("GTK_A11Y", "none")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        // The same look everywhere, whatever the computer prefers.
        .env_remove("GTK_THEME")
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC")
        .env("CHANGEPROOF_E2E", folder.join("e2e"));
    for (variable, name) in HOMES {
        command.env(variable, folder.join(name));
    }
    command
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.local_addr().map(|address| address.port())
}
