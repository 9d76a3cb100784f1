//! The signing key of a person: made, sealed by a passphrase, unsealed, used.
//!
//! The passphrase goes through Argon2id; what comes out seals the private half of an Ed25519 key by
//! XChaCha20-Poly1305, bound to the person and the public half. A person may ask that a secret in the key store of
//! the operating system goes through Argon2id too: then passphrase and file open the key on that computer alone. What is signed is the hash of an event
//! behind a prefix, so that no signature can be taken for one over something else.

use std::io;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use changeproof_store::{Digest, EventSignature};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::ports::{KeyStore, Random};

/// What stands before the hash of an event where it is signed.
const EVENT: &[u8] = b"changeproof-event-signature-1\n";

/// What a workspace may ask for at most when a key is unsealed: a file from somebody else must not take
/// all memory.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 16;

/// What sealing and unsealing cost: the harder for us, the harder for whoever guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealingCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl SealingCost {
    /// What OWASP asks for with Argon2id: 19 MiB, two passes, one lane.
    pub const OWASP: SealingCost = SealingCost {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };

    /// Next to nothing, so that the tests of this crate are fast. No program can ask for it.
    #[cfg(test)]
    pub(crate) const CHEAP_FOR_TESTS: SealingCost = SealingCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// A private key as it stands in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
    /// The name of a secret in a key store, where one went in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_store: Option<String>,
}

/// A secret of a key store that seals a key together with the passphrase.
pub(crate) struct StoreSecret {
    pub(crate) name: String,
    pub(crate) secret: Zeroizing<[u8; 32]>,
}

impl StoreSecret {
    /// A new one.
    pub(crate) fn new(random: &dyn Random) -> io::Result<StoreSecret> {
        let mut name = [0; 16];
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(&mut name)?;
        random.fill(&mut *secret)?;
        Ok(StoreSecret {
            name: hex(&name),
            secret,
        })
    }

    /// The name of the one that a sealed key asks for.
    pub(crate) fn named_in(sealed: &str) -> Option<String> {
        let sealed: Sealed = serde_json::from_str(sealed).ok()?;
        sealed.key_store
    }
}

#[cfg(test)]
std::thread_local! {
    /// How many keys this thread derived from passphrases.
    pub(crate) static DERIVED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

const KDF: &str = "argon2id-19";
const CIPHER: &str = "xchacha20-poly1305";

/// Why a key could not be sealed or unsealed.
#[derive(Debug)]
pub(crate) enum KeyFault {
    /// Another passphrase, or other bytes than were sealed.
    Refused,
    /// The key store does not give the secret that it was sealed with as well.
    Elsewhere(String),
    /// What is stored cannot be read.
    Unreadable,
    /// The system gave no random bytes.
    NoRandom(io::Error),
}

/// The private half of a key, in memory; it is wiped when it is dropped.
pub(crate) struct PersonKey(SigningKey);

impl PersonKey {
    /// A new key.
    pub(crate) fn new(random: &dyn Random) -> io::Result<PersonKey> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(&mut *seed)?;
        Ok(PersonKey(SigningKey::from_bytes(&seed)))
    }

    /// The public half.
    pub(crate) fn public(&self) -> Digest {
        Digest(self.0.verifying_key().to_bytes())
    }

    /// Signs the hash of an event.
    pub(crate) fn sign(&self, hash: &Digest) -> EventSignature {
        EventSignature {
            key: self.public().0.to_vec(),
            signature: self.0.sign(&signed_bytes(hash)).to_bytes().to_vec(),
        }
    }

    /// The private half, sealed for a person by a passphrase, and by a secret of a key store where one is given.
    pub(crate) fn seal(
        &self,
        person: &str,
        passphrase: &str,
        cost: SealingCost,
        random: &dyn Random,
        stored: Option<&StoreSecret>,
    ) -> Result<String, KeyFault> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random.fill(&mut salt).map_err(KeyFault::NoRandom)?;
        random.fill(&mut nonce).map_err(KeyFault::NoRandom)?;
        let secret = stored.map(|stored| &stored.secret[..]);
        let cipher = cipher(passphrase, secret, &salt, cost)?;
        let seed = Zeroizing::new(self.0.to_bytes());
        let about = about(person, &self.public());
        let payload = Payload {
            msg: &seed[..],
            aad: about.as_bytes(),
        };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = Sealed {
            kdf: KDF.to_owned(),
            memory_kib: cost.memory_kib,
            passes: cost.passes,
            lanes: cost.lanes,
            salt: hex(&salt),
            cipher: CIPHER.to_owned(),
            nonce: hex(&nonce),
            sealed: hex(&sealed.map_err(|_| KeyFault::Unreadable)?),
            key_store: stored.map(|stored| stored.name.clone()),
        };
        serde_json::to_string(&sealed).map_err(|_| KeyFault::Unreadable)
    }

    /// The key of a person, unsealed by the passphrase, and by what a key store keeps where that went in too.
    pub(crate) fn unseal(
        sealed: &str,
        person: &str,
        public: &Digest,
        passphrase: &str,
        store: &dyn KeyStore,
    ) -> Result<PersonKey, KeyFault> {
        let sealed: Sealed = serde_json::from_str(sealed).map_err(|_| KeyFault::Unreadable)?;
        let known = sealed.kdf == KDF
            && sealed.cipher == CIPHER
            && sealed.memory_kib <= MOST_MEMORY_KIB
            && sealed.passes <= MOST_PASSES
            && sealed.lanes <= MOST_LANES;
        let nonce: Option<[u8; 24]> = bytes(&sealed.nonce).and_then(|all| all.try_into().ok());
        let parts = bytes(&sealed.salt).zip(nonce).zip(bytes(&sealed.sealed));
        let Some(((salt, nonce), private)) = parts.filter(|_| known) else {
            return Err(KeyFault::Unreadable);
        };
        let cost = SealingCost {
            memory_kib: sealed.memory_kib,
            passes: sealed.passes,
            lanes: sealed.lanes,
        };
        let secret = sealed.key_store.as_deref().map(|name| found(store, name));
        let secret = secret.transpose()?;
        let secret = secret.as_ref().map(|secret| &secret[..]);
        let cipher = cipher(passphrase, secret, &salt, cost)?;
        let about = about(person, public);
        let payload = Payload {
            msg: &private,
            aad: about.as_bytes(),
        };
        let seed = cipher.decrypt(&XNonce::from(nonce), payload);
        let seed = Zeroizing::new(seed.map_err(|_| KeyFault::Refused)?);
        let seed: &[u8; 32] = seed[..].try_into().map_err(|_| KeyFault::Unreadable)?;
        let key = PersonKey(SigningKey::from_bytes(seed));
        if key.public() == *public {
            Ok(key)
        } else {
            Err(KeyFault::Refused)
        }
    }
}

/// Whether a signature over the hash of an event was made with a key.
pub(crate) fn is_signed_by(key: &Digest, hash: &Digest, signed: &EventSignature) -> bool {
    let signature = Signature::from_slice(&signed.signature);
    signed.key == key.0
        && VerifyingKey::from_bytes(&key.0)
            .ok()
            .zip(signature.ok())
            .is_some_and(|(key, signature)| {
                key.verify_strict(&signed_bytes(hash), &signature).is_ok()
            })
}

fn signed_bytes(hash: &Digest) -> Vec<u8> {
    [EVENT, &hash.0[..]].concat()
}

/// What a sealed key is bound to.
fn about(person: &str, public: &Digest) -> String {
    format!("changeproof-key-1\n{person}\n{public}\n")
}

/// Takes as long as unsealing a key does.
pub(crate) fn derive_in_vain(passphrase: &str, cost: SealingCost) {
    drop(cipher(passphrase, None, &[0; 16], cost));
}

/// The secret of that name in a key store.
fn found(store: &dyn KeyStore, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let found = store.find(name).map_err(KeyFault::Elsewhere)?;
    found.ok_or_else(|| KeyFault::Elsewhere("it holds no such secret".to_owned()))
}

fn cipher(
    passphrase: &str,
    secret: Option<&[u8]>,
    salt: &[u8],
    cost: SealingCost,
) -> Result<XChaCha20Poly1305, KeyFault> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32));
    let params = params.map_err(|_| KeyFault::Unreadable)?;
    #[cfg(test)]
    DERIVED.set(DERIVED.get() + 1);
    let mut key = Zeroizing::new([0; 32]);
    let (id, version) = (Algorithm::Argon2id, Version::V0x13);
    let argon2 = match secret {
        None => Argon2::new(id, version, params),
        Some(secret) => Argon2::new_with_secret(secret, id, version, params)
            .map_err(|_| KeyFault::Unreadable)?,
    };
    argon2
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| KeyFault::Unreadable)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    let pairs = (0..hex.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::{NoKeyStore, SystemRandom};

    const WORDS: &str = "correct horse battery";

    fn sealed(key: &PersonKey) -> String {
        key.seal(
            "ana",
            WORDS,
            SealingCost::CHEAP_FOR_TESTS,
            &SystemRandom,
            None,
        )
        .unwrap()
    }

    #[test]
    fn a_key_comes_back_with_its_passphrase_alone() {
        let key = PersonKey::new(&SystemRandom).unwrap();
        let public = key.public();
        let sealed = sealed(&key);
        let back = PersonKey::unseal(&sealed, "ana", &public, WORDS, &NoKeyStore).unwrap();
        assert_eq!(back.public(), public);
        let refused = |person: &str, public: &Digest, words: &str| {
            let found = PersonKey::unseal(&sealed, person, public, words, &NoKeyStore);
            matches!(found, Err(KeyFault::Refused))
        };
        assert!(
            refused("ana", &public, "correct horse batterY"),
            "passphrase"
        );
        assert!(refused("bo", &public, WORDS), "another person's row");
        assert!(
            refused("ana", &Digest::default(), WORDS),
            "another key's row"
        );
    }

    #[test]
    fn a_sealed_key_of_which_anything_was_changed_does_not_open() {
        let key = PersonKey::new(&SystemRandom).unwrap();
        let sealed = sealed(&key);
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&sealed).unwrap();
        for (name, value) in &fields {
            let mut changed = fields.clone();
            changed[name] = match value.as_str() {
                Some(text) => {
                    let last = if text.ends_with('0') { '1' } else { '0' };
                    format!("{}{last}", &text[..text.len() - 1]).into()
                }
                None => (value.as_u64().unwrap() + 8).into(),
            };
            let changed = serde_json::to_string(&changed).unwrap();
            let found = PersonKey::unseal(&changed, "ana", &key.public(), WORDS, &NoKeyStore);
            assert!(found.is_err(), "{name}");
        }
        assert!(
            !sealed.contains(&hex(&key.0.to_bytes())),
            "never in the open"
        );
    }

    #[test]
    fn a_file_cannot_ask_for_all_memory() {
        let key = PersonKey::new(&SystemRandom).unwrap();
        let greedy = sealed(&key).replace("\"memory_kib\":8,", "\"memory_kib\":4000000000,");
        let found = PersonKey::unseal(&greedy, "ana", &key.public(), WORDS, &NoKeyStore);
        assert!(matches!(found, Err(KeyFault::Unreadable)));
    }

    #[test]
    fn the_cost_in_normal_use_is_what_owasp_asks_for() {
        let key = PersonKey::new(&SystemRandom).unwrap();
        let sealed = key.seal("ana", WORDS, SealingCost::OWASP, &SystemRandom, None);
        let sealed = sealed.unwrap();
        let cost = "\"kdf\":\"argon2id-19\",\"memory_kib\":19456,\"passes\":2,\"lanes\":1,";
        assert!(sealed.contains(cost), "{sealed}");
    }

    #[test]
    fn a_signature_holds_for_its_event_and_its_key_alone() {
        let key = PersonKey::new(&SystemRandom).unwrap();
        let other = PersonKey::new(&SystemRandom).unwrap();
        let hash = Digest::of(b"event");
        let signed = key.sign(&hash);
        assert!(is_signed_by(&key.public(), &hash, &signed));
        assert!(!is_signed_by(&other.public(), &hash, &signed));
        assert!(!is_signed_by(&key.public(), &Digest::of(b"other"), &signed));
        for at in 0..signed.signature.len() {
            let mut flipped = signed.clone();
            flipped.signature[at] ^= 1;
            assert!(!is_signed_by(&key.public(), &hash, &flipped), "byte {at}");
        }
        let bare = EventSignature {
            signature: key.0.sign(&hash.0).to_bytes().to_vec(),
            ..signed
        };
        assert!(!is_signed_by(&key.public(), &hash, &bare), "no prefix");
    }
}
