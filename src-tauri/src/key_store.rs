//! The key store of the operating system: Secret Service on Linux, Keychain on macOS, Credential Manager on
//! Windows.

use changeproof_app::ports::KeyStore;
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(target_os = "linux")]
use dbus_secret_service_keyring_store::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;

/// Under what the secrets of this app stand there.
const SERVICE: &str = "changeproof";

/// The store of this computer.
#[derive(Clone, Copy, Debug)]
pub struct System;

fn entry(name: &str) -> Result<Entry, String> {
    let entry = Store::new().and_then(|store| store.build(SERVICE, name, None));
    entry.map_err(|error| words(&error))
}

/// What went wrong. Most errors of the stores say it in the one that they rest on.
fn words(error: &Error) -> String {
    match error {
        Error::NoStorageAccess(why) | Error::PlatformFailure(why) => why.to_string(),
        error => error.to_string(),
    }
}

impl KeyStore for System {
    fn keep(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        let kept = entry(name)?.set_secret(secret);
        kept.map_err(|error| words(&error))
    }

    fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        match entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(words(&error)),
        }
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        let forgotten = entry(name)?.delete_credential();
        forgotten.map_err(|error| words(&error))
    }
}
