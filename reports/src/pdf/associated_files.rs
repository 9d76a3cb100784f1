//! Attachments as associated files (ISO 19005-3, 6.8).

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::objects::{date, name, text};
use crate::attachments::Attachment;
use crate::scene::Scene;

/// The entries for the catalogue.
pub struct Files {
    /// References for `/AF`.
    pub associated: Vec<Object>,
    /// Name tree for `/Names /EmbeddedFiles`.
    pub names: Vec<Object>,
}

/// Adds the attachments in the order of their names, as the name tree asks.
pub fn add(document: &mut Document, scene: &Scene, attachments: &[Attachment]) -> Files {
    let mut sorted: Vec<&Attachment> = attachments.iter().collect();
    sorted.sort_by_key(|attachment| attachment.name);
    let mut files = Files {
        associated: Vec::new(),
        names: Vec::new(),
    };
    let at = date(scene.info.created_at);
    for attachment in sorted {
        let parameters = dictionary! {
            "Size" => i64::try_from(attachment.bytes).unwrap_or(i64::MAX),
            "CreationDate" => at.clone(),
            "ModDate" => at.clone(),
        };
        let content: Dictionary = dictionary! {
            "Type" => "EmbeddedFile",
            "Subtype" => name(attachment.media_type),
            "Params" => parameters,
            "Filter" => "FlateDecode",
        };
        let stream = Stream::new(content, attachment.deflated.clone()).with_compression(false);
        let stream = document.add_object(stream);
        let specification = document.add_object(dictionary! {
            "Type" => "Filespec",
            "F" => text(attachment.name),
            "UF" => text(attachment.name),
            "Desc" => text(attachment.description),
            "AFRelationship" => name(attachment.relationship.name()),
            "EF" => dictionary! { "F" => stream, "UF" => stream },
        });
        files.names.push(text(attachment.name));
        files.names.push(specification.into());
        files.associated.push(specification.into());
    }
    files
}
