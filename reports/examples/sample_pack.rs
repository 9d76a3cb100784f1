//! Writes sample packs to a folder, for looking at: `cargo run --example sample_pack -- FOLDER`.

#[path = "../tests/packs/sample.rs"]
mod sample;

use std::path::PathBuf;
use std::time::Instant;

use changeproof_reports::pack::AuditPack;
use changeproof_reports::{audit_pack, change_dossier, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "sample-packs".into()));
    let large = arguments
        .next()
        .and_then(|number| number.to_str()?.parse().ok());
    std::fs::create_dir_all(&folder)?;
    let mut packs: Vec<(String, AuditPack)> = vec![
        ("rich".into(), sample::pack(398)),
        ("empty".into(), sample::empty_pack()),
        ("hostile".into(), sample::hostile_pack()),
    ];
    if let Some(deployments) = large {
        packs = vec![(format!("large-{deployments}"), sample::pack(deployments))];
    }
    for (name, pack) in packs {
        let start = Instant::now();
        let bytes = audit_pack(&pack)?;
        let written = start.elapsed();
        let checked = verify::pack(&bytes)?;
        println!(
            "{name}: {} bytes in {written:?}, verified: {}",
            bytes.len(),
            checked.is_ok()
        );
        std::fs::write(folder.join(format!("{name}.pdf")), bytes)?;
    }
    let dossier = change_dossier(&sample::change_dossier())?;
    std::fs::write(folder.join("dossier.pdf"), dossier)?;
    Ok(())
}
