//! Scene to PDF bytes: printpdf writes the pages, lopdf finishes PDF/A-3a and PDF/UA-1.

mod annotations;
mod associated_files;
mod catalog;
mod embedding;
pub(crate) mod file_id;
mod objects;
mod outline;
mod pages;
mod structure;
mod xmp;

use crate::attachments::Attachment;
use crate::error::ReportError;
use crate::scene::Scene;

/// Writes a scene with its attachments.
///
/// # Errors
///
/// Where a font cannot be embedded or the structure cannot be finished.
pub fn write(scene: &Scene, attachments: &[Attachment]) -> Result<Vec<u8>, ReportError> {
    let mut document = pages::write(scene)?;
    let page_ids: Vec<lopdf::ObjectId> = document.get_pages().into_values().collect();
    let links = annotations::finish(&mut document, scene, &page_ids)?;
    let parts = catalog::Parts {
        metadata: xmp::add(&mut document, &scene.info),
        outline: outline::add(&mut document, scene, &page_ids),
        structure: structure::add(&mut document, scene, &page_ids, &links),
        files: associated_files::add(&mut document, scene, attachments),
    };
    catalog::finish(&mut document, parts)?;
    document.compress();
    file_id::save(&mut document)
}
