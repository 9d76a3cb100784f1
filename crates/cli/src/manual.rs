//! The manual page: one page for all commands.

use std::io::{self, Write};

use changeproof_app::AppError;
use clap::CommandFactory;

use crate::args::Cli;
use crate::exit;

/// The commands below a command, by their whole names.
fn parts(command: &clap::Command) -> impl Iterator<Item = clap::Command> {
    let name = command.get_display_name().unwrap_or_default().to_owned();
    command.get_subcommands().map(move |part| {
        let name = format!("{name} {}", part.get_name());
        part.clone().display_name(name)
    })
}

/// Prints it.
pub fn manual() -> Result<u8, AppError> {
    let mut page = Vec::new();
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    // One page for all commands: what each takes follows the overview.
    for command in command.get_subcommands() {
        let name = format!("changeproof {}", command.get_name());
        let command = command.clone().display_name(name);
        let man = clap_mangen::Man::new(command.clone());
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
        man.render_extra_section(&mut page)?;
        for part in parts(&command) {
            let man = clap_mangen::Man::new(part);
            man.render_name_section(&mut page)?;
            man.render_synopsis_section(&mut page)?;
            man.render_options_section(&mut page)?;
            man.render_extra_section(&mut page)?;
        }
    }
    io::stdout().lock().write_all(&page)?;
    Ok(exit::DONE)
}
