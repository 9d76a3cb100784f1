//! A checker for the main invariants of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1).
//!
//! It reads the file alone and knows nothing of how it was written.

// long file: one walk over one document, whose checks share what they have seen

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Standard structure types that a pack may use (ISO 32000-1, 14.8.4).
const STRUCTURE_TYPES: [&[u8]; 22] = [
    b"Document",
    b"P",
    b"H1",
    b"H2",
    b"H3",
    b"H4",
    b"H5",
    b"H6",
    b"Caption",
    b"Table",
    b"THead",
    b"TBody",
    b"TR",
    b"TH",
    b"TD",
    b"Figure",
    b"Link",
    b"TOC",
    b"TOCI",
    b"L",
    b"LI",
    b"Lbl",
];

/// Operators that leave marks on the page.
const PAINTING: [&str; 12] = [
    "Tj", "TJ", "'", "\"", "f", "F", "f*", "S", "s", "B", "b", "Do",
];

/// Checks a file and lists what is wrong, one sentence each.
pub fn problems(bytes: &[u8]) -> Vec<String> {
    let mut checker = Checker {
        problems: Vec::new(),
    };
    let header = bytes.starts_with(b"%PDF-1.7\n%")
        && bytes
            .get(10..14)
            .is_some_and(|comment| comment.iter().all(|byte| *byte >= 0x80));
    checker.ensure(header, || {
        "the header is not that of PDF 1.7 with a binary comment".into()
    });
    match Document::load_mem(bytes) {
        Ok(document) => checker.document(&document),
        Err(error) => checker
            .problems
            .push(format!("the file cannot be read: {error}")),
    }
    checker.problems
}

/// The same for a document in memory.
pub fn document_problems(document: &Document) -> Vec<String> {
    let mut checker = Checker {
        problems: Vec::new(),
    };
    checker.document(document);
    checker.problems
}

struct Checker {
    problems: Vec<String>,
}

/// Which structure element each stretch of content and each annotation belongs to.
#[derive(Default)]
struct Claims {
    content: BTreeMap<(ObjectId, i64), ObjectId>,
    annotations: BTreeMap<ObjectId, ObjectId>,
}

impl Checker {
    fn ensure(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(problem());
        }
    }

    fn document(&mut self, document: &Document) {
        let Ok(catalog) = document.catalog() else {
            self.problems.push("there is no catalogue".into());
            return;
        };
        self.ensure(document.trailer.has(b"ID"), || {
            "the trailer has no /ID".into()
        });
        self.ensure(!document.trailer.has(b"Encrypt"), || {
            "the file is encrypted".into()
        });
        self.ensure(catalog.has(b"Lang"), || "the catalogue has no /Lang".into());
        let marked = sub(document, catalog, b"MarkInfo")
            .and_then(|info| info.get(b"Marked").ok())
            .is_some_and(|marked| matches!(marked, Object::Boolean(true)));
        self.ensure(marked, || "the file is not marked as tagged".into());
        let shows_title = sub(document, catalog, b"ViewerPreferences")
            .and_then(|preferences| preferences.get(b"DisplayDocTitle").ok())
            .is_some_and(|shows| matches!(shows, Object::Boolean(true)));
        self.ensure(shows_title, || "the window does not show the title".into());
        self.metadata(document, catalog);
        self.output_intent(document, catalog);
        self.attachments(document, catalog);
        self.fonts(document);
        let claims = self.structure(document, catalog);
        self.pages(document, catalog, &claims);
    }

    fn metadata(&mut self, document: &Document, catalog: &Dictionary) {
        let xmp = catalog
            .get(b"Metadata")
            .ok()
            .and_then(|object| document.dereference(object).ok())
            .and_then(|(_, object)| object.as_stream().ok());
        let Some(xmp) = xmp else {
            self.problems.push("there is no XMP metadata".into());
            return;
        };
        self.ensure(!xmp.dict.has(b"Filter"), || {
            "the XMP metadata is compressed".into()
        });
        let xmp = String::from_utf8_lossy(&xmp.content).into_owned();
        for element in [
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "<dc:title>",
            "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>",
        ] {
            self.ensure(xmp.contains(element), || {
                format!("the XMP metadata lacks {element}")
            });
        }
        let info = document
            .trailer
            .get(b"Info")
            .ok()
            .and_then(|object| document.dereference(object).ok())
            .and_then(|(_, object)| object.as_dict().ok());
        let title = info
            .and_then(|info| info.get(b"Title").ok())
            .and_then(|title| lopdf::decode_text_string(title).ok())
            .unwrap_or_default();
        let escaped = title
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        self.ensure(!title.is_empty() && xmp.contains(&escaped), || {
            "the title in Info and in XMP differ".into()
        });
    }

    fn output_intent(&mut self, document: &Document, catalog: &Dictionary) {
        let intents = catalog.get(b"OutputIntents").and_then(Object::as_array);
        let profile = intents
            .ok()
            .and_then(|intents| intents.first())
            .and_then(|intent| document.dereference(intent).ok())
            .and_then(|(_, intent)| intent.as_dict().ok())
            .filter(|intent| {
                intent
                    .get(b"S")
                    .and_then(Object::as_name)
                    .is_ok_and(|s| s == b"GTS_PDFA1")
            })
            .and_then(|intent| intent.get(b"DestOutputProfile").ok())
            .and_then(|profile| document.dereference(profile).ok())
            .and_then(|(_, profile)| profile.as_stream().ok());
        let icc = profile.and_then(|profile| {
            profile
                .decompressed_content()
                .ok()
                .or_else(|| Some(profile.content.clone()))
        });
        self.ensure(
            icc.is_some_and(|icc| {
                icc.get(36..40) == Some(b"acsp") && icc.get(16..20) == Some(b"RGB ")
            }),
            || "there is no output intent with an RGB profile".into(),
        );
    }

    fn attachments(&mut self, document: &Document, catalog: &Dictionary) {
        let associated: BTreeSet<ObjectId> = catalog
            .get(b"AF")
            .and_then(Object::as_array)
            .map(|files| {
                files
                    .iter()
                    .filter_map(|file| file.as_reference().ok())
                    .collect()
            })
            .unwrap_or_default();
        let names = sub(document, catalog, b"Names")
            .and_then(|names| sub(document, names, b"EmbeddedFiles"))
            .and_then(|tree| tree.get(b"Names").ok())
            .and_then(|names| names.as_array().ok())
            .cloned()
            .unwrap_or_default();
        self.ensure(!names.is_empty(), || "nothing is attached".into());
        for pair in names.chunks(2) {
            let name = pair
                .first()
                .and_then(|name| lopdf::decode_text_string(name).ok())
                .unwrap_or_default();
            let reference = pair.get(1).and_then(|file| file.as_reference().ok());
            self.ensure(
                reference.is_some_and(|file| associated.contains(&file)),
                || format!("attachment {name} is not in /AF"),
            );
            let Some(file) = reference.and_then(|file| document.get_dictionary(file).ok()) else {
                self.problems
                    .push(format!("attachment {name} has no file specification"));
                continue;
            };
            for key in [b"F".as_slice(), b"UF", b"Desc", b"AFRelationship"] {
                self.ensure(file.has(key), || {
                    format!("attachment {name} has no /{}", String::from_utf8_lossy(key))
                });
            }
            let stream = sub(document, file, b"EF")
                .and_then(|files| files.get(b"F").ok())
                .and_then(|object| document.dereference(object).ok())
                .and_then(|(_, object)| object.as_stream().ok());
            let complete = stream.is_some_and(|stream| {
                stream.dict.has(b"Subtype")
                    && sub(document, &stream.dict, b"Params")
                        .is_some_and(|params| params.has(b"ModDate") && params.has(b"Size"))
            });
            self.ensure(complete, || {
                format!("attachment {name} lacks its media type, date or size")
            });
        }
    }

    fn fonts(&mut self, document: &Document) {
        let mut composite = 0;
        for object in document.objects.values() {
            let Ok(font) = object.as_dict() else { continue };
            if !has_type(font, b"Font") {
                continue;
            }
            let subtype = font
                .get(b"Subtype")
                .and_then(Object::as_name)
                .unwrap_or_default();
            if subtype != b"Type0" {
                self.embedded(document, font);
                continue;
            }
            composite += 1;
            self.ensure(font.has(b"ToUnicode"), || "a font has no ToUnicode".into());
            let descendants = font.get(b"DescendantFonts").and_then(Object::as_array);
            let descendant = descendants
                .ok()
                .and_then(|fonts| fonts.first())
                .and_then(|font| document.dereference(font).ok())
                .and_then(|(_, font)| font.as_dict().ok());
            match descendant {
                Some(descendant) => self.embedded(document, descendant),
                None => self
                    .problems
                    .push("a composite font has no descendant".into()),
            }
        }
        self.ensure(composite > 0, || "the file holds no composite font".into());
    }

    fn embedded(&mut self, document: &Document, font: &Dictionary) {
        let name = font
            .get(b"BaseFont")
            .and_then(Object::as_name)
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .unwrap_or_default();
        let file = sub(document, font, b"FontDescriptor").is_some_and(|descriptor| {
            [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"]
                .iter()
                .any(|key| descriptor.has(key))
        });
        self.ensure(file, || format!("font {name} is not embedded"));
        self.ensure(name.as_bytes().get(6) == Some(&b'+'), || {
            format!("font {name} is not a subset")
        });
    }

    fn structure(&mut self, document: &Document, catalog: &Dictionary) -> Claims {
        let mut claims = Claims::default();
        let root = catalog
            .get(b"StructTreeRoot")
            .and_then(Object::as_reference)
            .ok();
        let tree = root.and_then(|root| document.get_dictionary(root).ok());
        let (Some(root), Some(tree)) = (root, tree) else {
            self.problems.push("there is no structure tree".into());
            return claims;
        };
        let mut open: Vec<(ObjectId, ObjectId)> = children(tree)
            .into_iter()
            .filter_map(|child| Some((child.as_reference().ok()?, root)))
            .collect();
        let mut last_heading = 0;
        open.reverse();
        while let Some((id, parent)) = open.pop() {
            let Ok(element) = document.get_dictionary(id) else {
                self.problems
                    .push(format!("structure element {id:?} is missing"));
                continue;
            };
            let kind = element
                .get(b"S")
                .and_then(Object::as_name)
                .unwrap_or_default();
            let shown = String::from_utf8_lossy(kind).into_owned();
            self.ensure(STRUCTURE_TYPES.contains(&kind) || kind == b"LBody", || {
                format!("structure type {shown} is not standard")
            });
            let holder = element.get(b"P").and_then(Object::as_reference).ok();
            self.ensure(holder == Some(parent), || {
                format!("{shown} names another parent")
            });
            if kind == b"Figure" {
                let alternative = element.get(b"Alt").is_ok_and(|alt| {
                    lopdf::decode_text_string(alt).is_ok_and(|words| !words.trim().is_empty())
                });
                self.ensure(alternative, || "a figure has no alternative text".into());
            }
            if kind == b"TH" {
                let scope = sub(document, element, b"A").is_some_and(|of| of.has(b"Scope"));
                self.ensure(scope, || "a head cell has no scope".into());
            }
            if kind == b"Table" {
                self.ensure(has_body_row(document, element), || {
                    "a table has no rows".into()
                });
            }
            if let [b'H', level @ b'1'..=b'6'] = kind {
                let level = level - b'0';
                self.ensure(level <= last_heading + 1, || {
                    format!("heading level {level} follows level {last_heading}")
                });
                last_heading = level;
            }
            let mut below = Vec::new();
            for child in children(element) {
                if let Ok(child) = child.as_reference() {
                    below.push((child, id));
                    continue;
                }
                let Ok(child) = child.as_dict() else { continue };
                let page = child.get(b"Pg").and_then(Object::as_reference).ok();
                if let (Some(page), Ok(number)) =
                    (page, child.get(b"MCID").and_then(Object::as_i64))
                {
                    let before = claims.content.insert((page, number), id);
                    self.ensure(before.is_none(), || {
                        format!("content {number} of page {page:?} belongs to two elements")
                    });
                } else if let Ok(annotation) = child.get(b"Obj").and_then(Object::as_reference) {
                    claims.annotations.insert(annotation, id);
                }
            }
            open.extend(below.into_iter().rev());
        }
        claims
    }

    fn pages(&mut self, document: &Document, catalog: &Dictionary, claims: &Claims) {
        let parents = parent_tree(document, catalog);
        for (number, page) in document.get_pages() {
            let Ok(dictionary) = document.get_dictionary(page) else {
                self.problems.push(format!("page {number} is missing"));
                continue;
            };
            let tabs = dictionary.get(b"Tabs").and_then(Object::as_name).ok();
            self.ensure(tabs == Some(b"S"), || {
                format!("page {number} has no tab order")
            });
            let key = dictionary
                .get(b"StructParents")
                .and_then(Object::as_i64)
                .unwrap_or(-1);
            let owners = parents.get(&key).and_then(|owners| {
                let (_, owners) = document.dereference(owners).ok()?;
                owners.as_array().ok()
            });
            let seen = self.content(document, number, page);
            for mcid in &seen {
                let claimed = claims.content.get(&(page, *mcid)).copied();
                let owner = usize::try_from(*mcid)
                    .ok()
                    .and_then(|index| owners?.get(index)?.as_reference().ok());
                self.ensure(claimed.is_some() && claimed == owner, || {
                    format!("content {mcid} of page {number} has no place in the structure")
                });
            }
            let claimed = claims
                .content
                .range((page, i64::MIN)..=(page, i64::MAX))
                .count();
            self.ensure(claimed == seen.len(), || {
                format!("the structure names content that page {number} does not hold")
            });
            self.annotations(document, number, dictionary, claims, &parents);
        }
    }

    /// Walks the content of a page: everything painted is tagged or an artifact, every code has
    /// a glyph. Returns the numbers of the tagged stretches.
    fn content(&mut self, document: &Document, number: u32, page: ObjectId) -> BTreeSet<i64> {
        let mut seen = BTreeSet::new();
        let Ok(content) = Content::decode(&document.get_page_content(page)) else {
            self.problems
                .push(format!("the content of page {number} cannot be read"));
            return seen;
        };
        let mut depth = 0_u32;
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => {
                    depth += 1;
                    let mcid = operation
                        .operands
                        .get(1)
                        .and_then(|properties| properties.as_dict().ok())
                        .and_then(|properties| properties.get(b"MCID").ok())
                        .and_then(|mcid| mcid.as_i64().ok());
                    if let Some(mcid) = mcid {
                        self.ensure(seen.insert(mcid), || {
                            format!("content {mcid} of page {number} is opened twice")
                        });
                    }
                }
                "EMC" => {
                    self.ensure(depth > 0, || {
                        format!("page {number} closes what is not open")
                    });
                    depth = depth.saturating_sub(1);
                }
                "k" | "K" => {
                    self.problems
                        .push(format!("page {number} uses CMYK without a profile"));
                }
                painting if PAINTING.contains(&painting) => {
                    self.ensure(depth > 0, || {
                        format!("page {number} paints untagged content")
                    });
                    let missing = operation.operands.iter().any(shows_missing_glyph);
                    self.ensure(!missing, || format!("page {number} shows a missing glyph"));
                }
                _ => {}
            }
        }
        self.ensure(depth == 0, || format!("page {number} leaves content open"));
        seen
    }

    fn annotations(
        &mut self,
        document: &Document,
        number: u32,
        page: &Dictionary,
        claims: &Claims,
        parents: &BTreeMap<i64, Object>,
    ) {
        let annotations = page
            .get(b"Annots")
            .and_then(Object::as_array)
            .cloned()
            .unwrap_or_default();
        for annotation in annotations {
            let id = annotation.as_reference().ok();
            let Some((id, found)) = id.and_then(|id| Some((id, document.get_dictionary(id).ok()?)))
            else {
                self.problems
                    .push(format!("an annotation of page {number} is not indirect"));
                continue;
            };
            let flags = found.get(b"F").and_then(Object::as_i64).unwrap_or(0);
            self.ensure(flags & 4 != 0 && flags & (1 | 2 | 32 | 256) == 0, || {
                format!("an annotation of page {number} may not be printed or shown")
            });
            self.ensure(found.has(b"Contents"), || {
                format!("an annotation of page {number} has no words")
            });
            let key = found
                .get(b"StructParent")
                .and_then(Object::as_i64)
                .unwrap_or(-1);
            let owner = parents
                .get(&key)
                .and_then(|owner| owner.as_reference().ok());
            self.ensure(
                owner.is_some() && owner == claims.annotations.get(&id).copied(),
                || format!("an annotation of page {number} has no place in the structure"),
            );
        }
    }
}

fn has_type(dictionary: &Dictionary, name: &[u8]) -> bool {
    dictionary
        .get(b"Type")
        .and_then(Object::as_name)
        .is_ok_and(|kind| kind == name)
}

/// Whether it is an element of the structure of a kind.
pub fn is_element(element: &Dictionary, kind: &[u8]) -> bool {
    let found = element.get(b"S").and_then(Object::as_name);
    found.is_ok_and(|found| found == kind)
}

fn sub<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let (_, object) = document.dereference(holder.get(key).ok()?).ok()?;
    object.as_dict().ok()
}

fn children(element: &Dictionary) -> Vec<&Object> {
    match element.get(b"K") {
        Ok(Object::Array(children)) => children.iter().collect(),
        Ok(child) => vec![child],
        Err(_) => Vec::new(),
    }
}

/// Whether a table has a row beside those of its head.
fn has_body_row(document: &Document, table: &Dictionary) -> bool {
    let of_kind = |holder: &Dictionary, kind: &[u8]| -> Vec<Dictionary> {
        let below = children(holder).into_iter();
        below
            .filter_map(|child| document.dereference(child).ok()?.1.as_dict().ok())
            .filter(|child| is_element(child, kind))
            .cloned()
            .collect()
    };
    let bodies = of_kind(table, b"TBody");
    bodies.iter().any(|body| !of_kind(body, b"TR").is_empty())
}

fn parent_tree(document: &Document, catalog: &Dictionary) -> BTreeMap<i64, Object> {
    sub(document, catalog, b"StructTreeRoot")
        .and_then(|root| sub(document, root, b"ParentTree"))
        .and_then(|tree| tree.get(b"Nums").ok())
        .and_then(|numbers| numbers.as_array().ok())
        .map(|numbers| {
            numbers
                .chunks(2)
                .filter_map(|pair| Some((pair.first()?.as_i64().ok()?, pair.get(1)?.clone())))
                .collect()
        })
        .unwrap_or_default()
}

/// Codes are two bytes wide; code 0 is the glyph for what a font lacks.
fn shows_missing_glyph(operand: &Object) -> bool {
    match operand {
        Object::String(codes, _) => codes.chunks(2).any(|code| code == [0, 0]),
        Object::Array(parts) => parts.iter().any(shows_missing_glyph),
        _ => false,
    }
}
