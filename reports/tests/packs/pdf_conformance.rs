//! Packs of every kind keep to the invariants of PDF/A-3a and PDF/UA-1.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

use crate::{pdf_check, sample};
use changeproof_reports::{audit_pack, change_dossier};
use lopdf::{Document, Object};

#[test]
fn a_rich_pack_conforms() {
    let bytes = audit_pack(&sample::pack(120)).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
}

#[test]
fn a_pack_without_any_evidence_conforms() {
    let bytes = audit_pack(&sample::empty_pack()).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
}

#[test]
fn a_change_dossier_conforms_and_has_three_to_five_pages() {
    let bytes = change_dossier(&sample::change_dossier()).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
    let pages = Document::load_mem(&bytes).unwrap().get_pages().len();
    assert!((2..=5).contains(&pages), "{pages} pages");
}

#[test]
fn a_pack_with_hostile_words_on_letter_paper_conforms() {
    let bytes = audit_pack(&sample::hostile_pack()).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let pack = sample::pack(40);
    assert!(
        audit_pack(&pack).unwrap() == audit_pack(&pack).unwrap(),
        "all bytes are equal"
    );
}

fn damaged(damage: impl FnOnce(&mut Document)) -> Vec<String> {
    let bytes = audit_pack(&sample::empty_pack()).unwrap();
    let mut document = Document::load_mem(&bytes).unwrap();
    damage(&mut document);
    pdf_check::document_problems(&document)
}

#[test]
fn the_checker_sees_missing_metadata() {
    let problems = damaged(|document| {
        document.catalog_mut().unwrap().remove(b"Metadata");
    });
    assert_eq!(problems, ["there is no XMP metadata"]);
}

#[test]
fn the_checker_sees_an_annotation_that_is_not_printed() {
    let problems = damaged(|document| {
        for object in document.objects.values_mut() {
            if let Ok(annotation) = object.as_dict_mut()
                && annotation.has(b"StructParent")
            {
                annotation.set("F", 0);
            }
        }
    });
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("may not be printed")),
        "{problems:?}"
    );
}

#[test]
fn the_checker_sees_a_figure_without_alternative_text() {
    let problems = damaged(|document| {
        for object in document.objects.values_mut() {
            if let Ok(element) = object.as_dict_mut() {
                element.remove(b"Alt");
            }
        }
    });
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("no alternative text")),
        "{problems:?}"
    );
}

#[test]
fn the_checker_sees_a_table_without_rows() {
    let problems = damaged(|document| {
        for object in document.objects.values_mut() {
            if let Ok(element) = object.as_dict_mut()
                && pdf_check::is_element(element, b"TBody")
            {
                element.remove(b"K");
            }
        }
    });
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("a table has no rows")),
        "{problems:?}"
    );
}

#[test]
fn the_checker_sees_content_that_the_structure_does_not_name() {
    let problems = damaged(|document| {
        let paragraph = document
            .objects
            .values_mut()
            .filter_map(|object| object.as_dict_mut().ok())
            .find(|element| {
                element
                    .get(b"S")
                    .and_then(Object::as_name)
                    .is_ok_and(|kind| kind == b"P")
            })
            .unwrap();
        paragraph.set("K", Vec::<Object>::new());
    });
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("no place in the structure")),
        "{problems:?}"
    );
}

#[test]
fn the_checker_sees_a_font_that_is_not_embedded() {
    let problems = damaged(|document| {
        for object in document.objects.values_mut() {
            if let Ok(descriptor) = object.as_dict_mut() {
                descriptor.remove(b"FontFile2");
            }
        }
    });
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("is not embedded")),
        "{problems:?}"
    );
}
