//! Where passphrases come from: the environment, else a line of standard input; a terminal shows nothing of
//! what is typed.

use std::io::{self, BufRead, IsTerminal};

use changeproof_app::AppError;
use changeproof_app::members::SignInError;
use zeroize::Zeroizing;

/// Whose passphrase is signed in with.
const OWN: &str = "CHANGEPROOF_PASSPHRASE";
/// A passphrase that is chosen.
const NEW: &str = "CHANGEPROOF_NEW_PASSPHRASE";

/// The passphrase of whoever signs in.
///
/// # Errors
///
/// [`SignInError::NoPassphrase`].
pub fn own(person: &str) -> Result<Zeroizing<String>, AppError> {
    read(OWN, &[&format!("Passphrase of {person}: ")])
}

/// A passphrase that is chosen for a person; on a terminal it is typed twice.
///
/// # Errors
///
/// [`SignInError::NoPassphrase`], [`SignInError::TypedOtherwise`].
pub fn new(person: &str) -> Result<Zeroizing<String>, AppError> {
    let first = format!("New passphrase of {person}: ");
    read(NEW, &[&first, "Once more: "])
}

/// From the environment, else from standard input; a terminal asks each question and wants one answer.
fn read(variable: &'static str, questions: &[&str]) -> Result<Zeroizing<String>, AppError> {
    if let Ok(words) = std::env::var(variable) {
        return Ok(Zeroizing::new(words));
    }
    let none = |_| SignInError::NoPassphrase { variable };
    if !io::stdin().is_terminal() {
        return Ok(line(&mut io::stdin().lock(), variable)?);
    }
    let mut answer: Option<Zeroizing<String>> = None;
    for question in questions {
        let typed = Zeroizing::new(rpassword::prompt_password(question).map_err(none)?);
        if answer.is_some_and(|before| before != typed) {
            return Err(SignInError::TypedOtherwise.into());
        }
        answer = Some(typed);
    }
    Ok(answer.ok_or(SignInError::NoPassphrase { variable })?)
}

/// The next line, without its end.
fn line(
    input: &mut impl BufRead,
    variable: &'static str,
) -> Result<Zeroizing<String>, SignInError> {
    let mut line = Zeroizing::new(String::new());
    match input.read_line(&mut line) {
        Ok(read) if read > 0 => {}
        Ok(_) | Err(_) => return Err(SignInError::NoPassphrase { variable }),
    }
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_passphrase_without_its_end() {
        let mut input = &b"correct horse \r\nstaple\nlast"[..];
        for words in ["correct horse ", "staple", "last"] {
            assert_eq!(line(&mut input, OWN).unwrap().as_str(), words);
        }
        let none = line(&mut input, OWN).unwrap_err();
        assert_eq!(none.code(), "passphrase_missing");
    }
}
