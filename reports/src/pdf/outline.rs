//! The outline: sections and their parts.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::objects::{name, text};
use crate::scene::Scene;

/// Adds the outline and returns its root; `None` where there are no headings.
pub fn add(document: &mut Document, scene: &Scene, pages: &[ObjectId]) -> Option<ObjectId> {
    let entries = &scene.outline;
    if entries.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(entries.len());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    let mut top = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        while open
            .last()
            .is_some_and(|last| entries[*last].level >= entry.level)
        {
            open.pop();
        }
        let parent = open.last().copied();
        parents.push(parent);
        match parent {
            Some(parent) => children[parent].push(index),
            None => top.push(index),
        }
        open.push(index);
    }
    for (index, entry) in entries.iter().enumerate() {
        let siblings = parents[index].map_or(&top, |parent| &children[parent]);
        let place = siblings
            .iter()
            .position(|sibling| *sibling == index)
            .unwrap_or(0);
        let mut item = dictionary! {
            "Title" => text(&entry.title),
            "Parent" => parents[index].map_or(root, |parent| ids[parent]),
            "Dest" => vec![
                pages[entry.page].into(),
                name("XYZ"),
                0.into(),
                (scene.size.1 - entry.y).into(),
                Object::Null,
            ],
        };
        if let Some(previous) = place.checked_sub(1) {
            item.set("Prev", ids[siblings[previous]]);
        }
        if let Some(next) = siblings.get(place + 1) {
            item.set("Next", ids[*next]);
        }
        if let (Some(first), Some(last)) = (children[index].first(), children[index].last()) {
            item.set("First", ids[*first]);
            item.set("Last", ids[*last]);
            // Negative: closed when the file is opened.
            item.set("Count", -(children[index].len() as i64));
        }
        document.set_object(ids[index], item);
    }
    if let (Some(first), Some(last)) = (top.first(), top.last()) {
        let outline = dictionary! {
            "Type" => "Outlines",
            "First" => ids[*first],
            "Last" => ids[*last],
            "Count" => top.len() as i64,
        };
        document.set_object(root, outline);
    }
    Some(root)
}
