//! A pack verifies as it was written, and not after any change.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

use crate::sample;
use changeproof_reports::verify::{self, FileState, VerifyError, WholeFile};
use changeproof_reports::{AuditPack, audit_pack, change_dossier};
use lopdf::{Document, Object};

fn written() -> (AuditPack, Vec<u8>) {
    let pack = sample::pack(20);
    let bytes = audit_pack(&pack).unwrap();
    (pack, bytes)
}

/// The number of the stream object that holds an attachment.
fn stream_of(document: &Document, name: &str) -> lopdf::ObjectId {
    document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .find(|dictionary| {
            dictionary
                .get(b"UF")
                .is_ok_and(|of| lopdf::decode_text_string(of).is_ok_and(|of| of == name))
        })
        .and_then(|specification| specification.get(b"EF").ok()?.as_dict().ok())
        .and_then(|files| files.get(b"F").ok()?.as_reference().ok())
        .unwrap()
}

#[test]
fn a_pack_as_written_verifies() {
    let (_, bytes) = written();
    let verification = verify::pack(&bytes).unwrap();
    assert!(verification.is_ok(), "{verification:?}");
    assert_eq!(
        verification.files.len(),
        11,
        "every attachment but the list itself is checked"
    );
}

#[test]
fn a_change_dossier_verifies_and_says_what_it_is() {
    let dossier = sample::change_dossier();
    let verification = verify::pack(&change_dossier(&dossier).unwrap()).unwrap();
    assert!(verification.is_ok(), "{verification:?}");
    let manifest = verification.manifest;
    assert_eq!(manifest.kind, "change");
    assert_eq!(manifest.results_hash, dossier.results_hash);
    let head = manifest.event_log_head.unwrap();
    assert_eq!(head.sequence, dossier.log_head.sequence);
}

#[test]
fn the_printed_identity_can_be_read_back() {
    let (pack, bytes) = written();
    let manifest = verify::pack(&bytes).unwrap().manifest;
    assert_eq!(manifest.pack_id, pack.identity.pack_id);
    assert_eq!(manifest.population_hash, pack.population.hash);
    assert_eq!(manifest.results_hash, pack.results_hash);
    let head = manifest.event_log_head.unwrap();
    assert_eq!(
        Some((head.sequence, head.hash)),
        pack.event_log.head.map(|h| (h.sequence, h.hash))
    );
}

#[test]
fn one_changed_byte_of_an_attachment_is_named() {
    let (_, bytes) = written();
    let mut document = Document::load_mem(&bytes).unwrap();
    let stream = stream_of(&document, "results.csv");
    let stream = document
        .get_object_mut(stream)
        .and_then(Object::as_stream_mut)
        .unwrap();
    let mut content = stream.decompressed_content().unwrap();
    let last = content.len() - 3;
    content[last] ^= 1;
    stream.dict.remove(b"Filter");
    stream.set_content(content);
    let mut changed = Vec::new();
    document.save_to(&mut changed).unwrap();
    let verification = verify::pack(&changed).unwrap();
    assert_eq!(
        verification
            .in_state(FileState::Differs)
            .collect::<Vec<_>>(),
        ["results.csv"]
    );
    assert_eq!(verification.whole, WholeFile::Changed);
    assert!(!verification.is_ok());
}

#[test]
fn a_changed_byte_anywhere_in_the_file_is_seen() {
    let (_, bytes) = written();
    for place in [100, bytes.len() / 3, bytes.len() / 2, bytes.len() - 200] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let ok = verify::pack(&changed).is_ok_and(|verification| verification.is_ok());
        assert!(!ok, "a change of byte {place} is seen");
    }
}

#[test]
fn a_removed_attachment_is_missing() {
    let (_, bytes) = written();
    let mut document = Document::load_mem(&bytes).unwrap();
    let tree = document
        .catalog_mut()
        .unwrap()
        .get_mut(b"Names")
        .and_then(Object::as_dict_mut)
        .unwrap()
        .get_mut(b"EmbeddedFiles")
        .and_then(Object::as_dict_mut)
        .unwrap();
    let names = tree
        .get_mut(b"Names")
        .and_then(Object::as_array_mut)
        .unwrap();
    let place = names
        .iter()
        .position(|name| lopdf::decode_text_string(name).is_ok_and(|name| name == "events.json"))
        .unwrap();
    names.drain(place..place + 2);
    let mut changed = Vec::new();
    document.save_to(&mut changed).unwrap();
    let verification = verify::pack(&changed).unwrap();
    assert_eq!(
        verification
            .in_state(FileState::Missing)
            .collect::<Vec<_>>(),
        ["events.json"]
    );
}

#[test]
fn a_file_that_is_no_pdf_is_named_as_such() {
    assert!(matches!(
        verify::pack(b"hello"),
        Err(VerifyError::NotAPdf(_))
    ));
}

#[test]
fn a_pdf_without_attachments_is_no_pack() {
    let (_, bytes) = written();
    let mut document = Document::load_mem(&bytes).unwrap();
    document.catalog_mut().unwrap().remove(b"Names");
    let mut changed = Vec::new();
    document.save_to(&mut changed).unwrap();
    assert!(matches!(
        verify::pack(&changed),
        Err(VerifyError::NotAPack("SHA256SUMS"))
    ));
}

#[test]
fn a_second_attachment_of_the_same_name_is_seen() {
    let (_, bytes) = written();
    let mut document = Document::load_mem(&bytes).unwrap();
    let specification = document
        .objects
        .iter()
        .find(|(_, object)| {
            object.as_dict().is_ok_and(|dictionary| {
                dictionary.get(b"UF").is_ok_and(|name| {
                    lopdf::decode_text_string(name).is_ok_and(|name| name == "results.csv")
                })
            })
        })
        .map(|(id, _)| *id)
        .unwrap();
    let other = stream_of(&document, "population.csv");
    let files = document
        .get_object_mut(specification)
        .and_then(Object::as_dict_mut)
        .unwrap()
        .get_mut(b"EF")
        .and_then(Object::as_dict_mut)
        .unwrap();
    files.set("UF", other);
    let mut changed = Vec::new();
    document.save_to(&mut changed).unwrap();
    let verification = verify::pack(&changed).unwrap();
    assert_eq!(
        verification.in_state(FileState::Extra).collect::<Vec<_>>(),
        ["results.csv"]
    );
}
