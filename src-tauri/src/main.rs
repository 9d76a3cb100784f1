//! The desktop program: looks at its arguments and the screen, then opens the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::Path;
use std::process::ExitCode;

use changeproof_desktop::arguments::{self, Request};
use changeproof_desktop::screen;

fn main() -> ExitCode {
    let file = match arguments::read(std::env::args_os().skip(1)) {
        Request::Open(file) => file,
        Request::Print(text) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Request::Refuse(text) => {
            eprintln!("{text}");
            return ExitCode::from(2);
        }
    };
    if !screen::is_there(|name| std::env::var_os(name)) {
        eprintln!("{}", screen::NO_SCREEN);
        return ExitCode::FAILURE;
    }
    #[cfg(unix)]
    if screen::needs_software(|name| std::env::var_os(name), Path::new("/dev/dri")) {
        let error = screen::start_again_with_software();
        eprintln!("Drawing may be slow: {error}");
    }
    screen::explain_panics();
    match std::panic::catch_unwind(|| changeproof_desktop::run(file)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("The window could not be opened: {error}");
            ExitCode::FAILURE
        }
        // What happened was told when it happened.
        Err(_) => ExitCode::FAILURE,
    }
}
