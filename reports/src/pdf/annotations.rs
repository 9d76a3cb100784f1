//! Link annotations: printed flag, words, place in the structure (ISO 19005-3, 6.3;
//! ISO 14289-1, 7.18).

use lopdf::{Document, Object, ObjectId};

use super::objects::{name, text};
use crate::error::ReportError;
use crate::scene::Scene;

/// Makes annotations indirect and complete. Returns their ids by page.
///
/// # Errors
///
/// Where a page object is not as expected.
pub fn finish(
    document: &mut Document,
    scene: &Scene,
    pages: &[ObjectId],
) -> Result<Vec<Vec<ObjectId>>, ReportError> {
    let mut all = Vec::with_capacity(pages.len());
    // Keys of the parent tree: pages come first, annotations after them.
    let mut key = pages.len() as i64;
    for (index, page) in pages.iter().enumerate() {
        let found = document
            .get_dictionary(*page)?
            .get(b"Annots")
            .and_then(Object::as_array)
            .cloned()
            .unwrap_or_default();
        let mut ids = Vec::with_capacity(found.len());
        let links = &scene.pages[index].links;
        for (annotation, link) in found.into_iter().zip(links) {
            let Object::Dictionary(mut annotation) = annotation else {
                continue;
            };
            annotation.set("F", 4);
            annotation.remove(b"C");
            annotation.set("Contents", text(&link.description));
            annotation.set("StructParent", key);
            key += 1;
            ids.push(document.add_object(annotation));
        }
        let dictionary = document.get_object_mut(*page)?.as_dict_mut()?;
        if ids.is_empty() {
            dictionary.remove(b"Annots");
        } else {
            let references: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
            dictionary.set("Annots", references);
        }
        dictionary.set("StructParents", index as i64);
        dictionary.set("Tabs", name("S"));
        all.push(ids);
    }
    Ok(all)
}
