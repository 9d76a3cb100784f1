//! Evidence packs: from plain data to a PDF that an auditor can verify.
//!
//! Sections turn the input into blocks, layout turns blocks into a writer-neutral scene, and
//! the PDF writer turns the scene into PDF/A-3a and PDF/UA-1 bytes with attachments.

mod attachments;
pub mod block;
pub mod charts;
pub mod error;
pub mod figures;
mod fonts;
mod layout;
mod manifest;
mod oscal;
pub mod outcome;
pub mod pack;
mod pdf;
pub mod review_paper;
mod scene;
mod sections;
pub mod table_export;
mod theme;
pub mod verify;
pub mod wording;

pub use error::ReportError;
pub use outcome::{Outcome, Overlay};
pub use pack::{
    AnnualPack, AuditPack, ChangeDossier, ManagementSummary, annual_pack, audit_pack,
    change_dossier, management_summary,
};
