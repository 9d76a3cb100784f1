//! Makes the workspace of the demo company, as the app does: `make_demo WORKSPACE`. For
//! `cargo xtask demo`.

use std::error::Error;
use std::path::PathBuf;

use changeproof_app::ports::{Cancellation, Ports, Unwatched};
use changeproof_app::views;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1);
    let path = PathBuf::from(path.ok_or("name the workspace that is to be made")?);
    let ports = Ports::system(&Unwatched, Cancellation::default());
    views::demo::make(&path, &ports)?;
    println!("Made {}", path.display());
    Ok(())
}
