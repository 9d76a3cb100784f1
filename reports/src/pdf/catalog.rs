//! The document catalogue: everything that makes the file PDF/A-3a and PDF/UA-1.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::associated_files::Files;
use super::objects::{name, text};
use super::xmp::LANGUAGE;
use crate::error::ReportError;

/// sRGB, dedicated to the public domain; see `reports/fonts/README.md`.
const SRGB: &[u8] = include_bytes!("srgb.icc");
const SRGB_NAME: &str = "sRGB IEC61966-2.1";

/// What has been added before.
pub struct Parts {
    /// The XMP stream.
    pub metadata: ObjectId,
    /// The outline.
    pub outline: Option<ObjectId>,
    /// The structure tree.
    pub structure: ObjectId,
    /// The attachments.
    pub files: Files,
}

/// Sets the catalogue.
///
/// # Errors
///
/// Where the document has no catalogue.
pub fn finish(document: &mut Document, parts: Parts) -> Result<(), ReportError> {
    document.version = "1.7".into();
    let profile = document.add_object(Stream::new(dictionary! { "N" => 3 }, SRGB.to_vec()));
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text(SRGB_NAME),
        "Info" => text(SRGB_NAME),
        "DestOutputProfile" => profile,
    };
    let catalog = document.catalog_mut()?;
    catalog.remove(b"PageLayout");
    catalog.set("Version", name("1.7"));
    catalog.set("Lang", text(LANGUAGE));
    catalog.set("Metadata", parts.metadata);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", parts.structure);
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    match parts.outline {
        Some(outline) => {
            catalog.set("Outlines", outline);
            catalog.set("PageMode", name("UseOutlines"));
        }
        None => {
            catalog.remove(b"PageMode");
        }
    }
    if !parts.files.associated.is_empty() {
        catalog.set("AF", parts.files.associated);
        let tree = dictionary! { "Names" => parts.files.names };
        catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
    }
    Ok(())
}
