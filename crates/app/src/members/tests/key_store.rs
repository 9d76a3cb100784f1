//! Keys that the key store of a computer seals together with the passphrase.

use std::collections::BTreeMap;
use std::sync::Mutex;

use zeroize::Zeroizing;

use super::*;
use crate::ports::KeyStore;
use crate::views::OpenWorkspace;

/// A key store in memory.
#[derive(Default)]
struct Secrets(Mutex<BTreeMap<String, Vec<u8>>>);

impl Secrets {
    fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

impl KeyStore for Secrets {
    fn keep(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        let mut all = self.0.lock().unwrap();
        all.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        let all = self.0.lock().unwrap();
        Ok(all.get(name).cloned().map(Zeroizing::new))
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

const BOTH: SealedBy = SealedBy::PassphraseAndKeyStore;

/// Bo signs in where a key store is at hand.
fn at<'p>(path: &Path, words: &str, store: &'p Secrets) -> Ports<'p> {
    let ports = ports().with_key_store(store);
    let bo = sign_in(path, "bo", words, &ports).unwrap();
    ports.signed_in(Arc::new(bo))
}

#[test]
fn a_key_that_a_key_store_seals_too_opens_nowhere_else_and_never_without_the_passphrase() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let (here, elsewhere) = (Secrets::default(), Secrets::default());
    change_passphrase(&path, "a third passphrase", BOTH, &at(&path, OTHER, &here)).unwrap();
    let bo = at(&path, "a third passphrase", &here);
    list(&path, &bo).unwrap();
    let signs = |words: &str, ports: &Ports<'_>| code(sign_in(&path, "bo", words, ports));
    let with = |store| ports().with_key_store(store);
    assert_eq!(signs("another passphrase", &with(&here)), "sign_in_refused");
    assert_eq!(
        signs("a third passphrase", &with(&elsewhere)),
        "key_elsewhere"
    );
    assert_eq!(
        signs("a third passphrase", &ports()),
        "key_elsewhere",
        "no store"
    );
    let [name] = <[String; 1]>::try_from(here.names()).unwrap();
    elsewhere.keep(&name, &[7; 32]).unwrap();
    assert_eq!(
        signs("a third passphrase", &with(&elsewhere)),
        "sign_in_refused"
    );
    assert!(holds(&path));
}

#[test]
fn whoever_signed_in_is_told_what_seals_the_own_key() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let store = Secrets::default();
    let told = |ports: &Ports<'_>| {
        let open = OpenWorkspace::open(&path, ports).unwrap();
        let view = open.of(ports.signed_in.clone()).view(ports).unwrap();
        view.signed_in.unwrap().sealed_by
    };
    let bo = at(&path, OTHER, &store);
    assert_eq!(told(&bo), SealedBy::Passphrase);
    change_passphrase(&path, "a third passphrase", BOTH, &bo).unwrap();
    let bo = at(&path, "a third passphrase", &store);
    assert_eq!(told(&bo), BOTH);
    change_passphrase(&path, OTHER, SealedBy::Passphrase, &bo).unwrap();
    assert_eq!(told(&at(&path, OTHER, &store)), SealedBy::Passphrase);
}

#[test]
fn a_secret_is_forgotten_with_the_key_that_it_sealed() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let store = Secrets::default();
    change_passphrase(&path, "a third passphrase", BOTH, &at(&path, OTHER, &store)).unwrap();
    let first = store.names();
    let bo = at(&path, "a third passphrase", &store);
    change_passphrase(&path, "and a fourth one", BOTH, &bo).unwrap();
    assert_eq!(store.names().len(), 1);
    assert_ne!(store.names(), first);
    assert_eq!(
        code(change_passphrase(&path, "and a fifth one", BOTH, &bo)),
        "sign_in_over"
    );
    assert_eq!(store.names().len(), 1, "the one that is in use stays alone");
    let bo = at(&path, "and a fourth one", &store);
    change_passphrase(&path, OTHER, SealedBy::Passphrase, &bo).unwrap();
    assert!(store.names().is_empty());
    signed(&path, "bo", OTHER);
}

#[test]
fn whoever_nobody_could_let_in_again_keeps_a_key_that_opens_everywhere() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let store = Secrets::default();
    let ana = signed(&path, "ana", WORDS).with_key_store(&store);
    let alone = change_passphrase(&path, "a third passphrase", BOTH, &ana);
    assert_eq!(code(alone), "key_store_alone");
    assert!(store.names().is_empty());
    let without = change_passphrase(
        &path,
        "a third passphrase",
        BOTH,
        &signed(&path, "bo", OTHER),
    );
    assert_eq!(code(without), "no_key_store");
    change_passphrase(&path, "a third passphrase", BOTH, &at(&path, OTHER, &store)).unwrap();
    store.forget(&store.names()[0]).unwrap();
    reset(&path, "bo", WORDS, &ana).unwrap();
    let bo = signed(&path, "bo", WORDS);
    change_passphrase(&path, OTHER, SealedBy::Passphrase, &bo).unwrap();
    signed(&path, "bo", OTHER);
}
