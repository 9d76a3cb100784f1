//! The structure tree: what each stretch of content is, in reading order.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::objects::{name, text};
use crate::scene::{Child, Role, Scene};

/// Adds the tree and returns its root.
pub fn add(
    document: &mut Document,
    scene: &Scene,
    pages: &[ObjectId],
    links: &[Vec<ObjectId>],
) -> ObjectId {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = scene
        .nodes
        .iter()
        .map(|_| document.new_object_id())
        .collect();
    let parents = parents(scene, root, &ids);
    let mut content_parents: Vec<Vec<ObjectId>> = scene
        .pages
        .iter()
        .map(|page| vec![root; page.marked])
        .collect();
    let first_link = first_link_keys(pages.len(), links);
    let mut link_parents: Vec<(i64, ObjectId)> = Vec::new();
    for (index, node) in scene.nodes.iter().enumerate() {
        let children: Vec<Object> = node
            .children
            .iter()
            .map(|child| match *child {
                Child::Node(node) => ids[node].into(),
                Child::Content { page, number } => {
                    content_parents[page][number] = ids[index];
                    Object::Dictionary(dictionary! {
                        "Type" => "MCR",
                        "Pg" => pages[page],
                        "MCID" => number as i64,
                    })
                }
                Child::Link { page, number } => {
                    link_parents.push((first_link[page] + number as i64, ids[index]));
                    Object::Dictionary(dictionary! {
                        "Type" => "OBJR",
                        "Pg" => pages[page],
                        "Obj" => links[page][number],
                    })
                }
            })
            .collect();
        let mut element = dictionary! {
            "Type" => "StructElem",
            "S" => name(&tag(&node.role)),
            "P" => parents[index],
            "K" => children,
        };
        describe(&mut element, &node.role, scene.size.1);
        document.set_object(ids[index], element);
    }
    let mut numbers: Vec<Object> = Vec::new();
    for (page, parents) in content_parents.into_iter().enumerate() {
        let parents: Vec<Object> = parents.into_iter().map(Object::from).collect();
        numbers.push((page as i64).into());
        numbers.push(document.add_object(parents).into());
    }
    link_parents.sort_unstable();
    for (key, parent) in link_parents {
        numbers.push(key.into());
        numbers.push(parent.into());
    }
    let next_key = (numbers.len() / 2) as i64;
    let parent_tree = document.add_object(dictionary! { "Nums" => numbers });
    let tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => ids[0],
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => next_key,
    };
    document.set_object(root, tree);
    root
}

fn parents(scene: &Scene, root: ObjectId, ids: &[ObjectId]) -> Vec<ObjectId> {
    let mut parents = vec![root; ids.len()];
    for (index, node) in scene.nodes.iter().enumerate() {
        for child in &node.children {
            if let Child::Node(child) = child {
                parents[*child] = ids[index];
            }
        }
    }
    parents
}

fn first_link_keys(pages: usize, links: &[Vec<ObjectId>]) -> Vec<i64> {
    links
        .iter()
        .scan(pages as i64, |key, links| {
            let first = *key;
            *key += links.len() as i64;
            Some(first)
        })
        .collect()
}

/// Standard structure types (ISO 32000-1, 14.8.4).
fn tag(role: &Role) -> String {
    match role {
        Role::Document => "Document",
        Role::Heading(level) => return format!("H{level}"),
        Role::Paragraph => "P",
        Role::Caption => "Caption",
        Role::Table => "Table",
        Role::TableHead => "THead",
        Role::TableBody => "TBody",
        Role::TableRow => "TR",
        Role::ColumnHead | Role::RowHead => "TH",
        Role::DataCell => "TD",
        Role::Figure { .. } => "Figure",
        Role::Link => "Link",
        Role::Contents => "TOC",
        Role::ContentsItem => "TOCI",
        Role::List => "L",
        Role::ListItem => "LI",
        Role::ListLabel => "Lbl",
        Role::ListBody => "LBody",
    }
    .to_owned()
}

fn describe(element: &mut Dictionary, role: &Role, height: f32) {
    match role {
        Role::ColumnHead | Role::RowHead => {
            let scope = if *role == Role::ColumnHead {
                "Column"
            } else {
                "Row"
            };
            element.set(
                "A",
                dictionary! { "O" => name("Table"), "Scope" => name(scope) },
            );
        }
        Role::Figure {
            alternative,
            frame: [left, top, right, bottom],
        } => {
            element.set("Alt", text(alternative));
            let bounds: Vec<Object> = [*left, height - bottom, *right, height - top]
                .map(Object::from)
                .to_vec();
            element.set(
                "A",
                dictionary! {
                    "O" => name("Layout"),
                    "Placement" => name("Block"),
                    "BBox" => bounds,
                },
            );
        }
        Role::List => {
            element.set(
                "A",
                dictionary! { "O" => name("List"), "ListNumbering" => name("None") },
            );
        }
        _ => {}
    }
}
