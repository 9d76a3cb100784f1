//! Runs `attest`.

use changeproof_app::AppError;
use changeproof_app::attestations::{NewAttestation, list, record};
use changeproof_app::ports::Ports;

use crate::attest_args::AttestArgs;
use crate::command::{print, print_json};
use crate::{exit, people};

/// Runs it.
pub fn run(args: &AttestArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    if args.list {
        let listed = list(&args.workspace, ports)?;
        if args.json {
            print_json(&listed)?;
        } else {
            print(&people::attestations(&listed))?;
        }
        return Ok(exit::DONE);
    }
    let text = |given: &Option<String>| given.clone().unwrap_or_default();
    let new = NewAttestation {
        control: text(&args.control),
        subject: text(&args.subject),
        question: args.question.clone(),
        answer: text(&args.answer),
        reason: text(&args.reason),
        role: args.role.clone(),
        evidence: args.evidence.clone(),
    };
    let recorded = record(&args.workspace, &new, ports)?;
    if args.json {
        print_json(&recorded)?;
    } else {
        print(&people::attested(&recorded))?;
    }
    Ok(exit::DONE)
}
