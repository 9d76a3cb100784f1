//! A passphrase on its way from the page to where it is used. It is wiped from memory when it is dropped,
//! and nothing prints it. (What carried it here, the page and the message between, keeps copies of its own
//! until they are overwritten.)

use std::fmt;
use std::ops::Deref;

use changeproof_app::AppError;
use changeproof_app::members::SignInError;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A passphrase.
pub struct Passphrase(Zeroizing<String>);

impl<'de> Deserialize<'de> for Passphrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|words| Passphrase(Zeroizing::new(words)))
    }
}

impl Deref for Passphrase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// A passphrase that is chosen, typed twice.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    passphrase: Passphrase,
    again: Passphrase,
}

impl Chosen {
    /// The passphrase, where it was typed alike.
    ///
    /// # Errors
    ///
    /// [`SignInError::TypedOtherwise`].
    pub fn agreed(self) -> Result<Passphrase, AppError> {
        if *self.passphrase == *self.again {
            Ok(self.passphrase)
        } else {
            Err(SignInError::TypedOtherwise.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_that_was_typed_otherwise_is_refused_and_none_is_printed() {
        let chosen = |again: &str| -> Chosen {
            let json = serde_json::json!({ "passphrase": "correct horse", "again": again });
            serde_json::from_value(json).unwrap()
        };
        assert_eq!(&*chosen("correct horse").agreed().unwrap(), "correct horse");
        let refused = chosen("correct horsf").agreed().unwrap_err();
        assert_eq!(refused.code(), "passphrases_differ");
        assert!(!format!("{:?}", chosen("correct horse")).contains("horse"));
    }
}
