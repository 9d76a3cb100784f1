//! People at one machine: a company whose period is judged, with people of all roles, who sign in with keys alone.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::demo::demo_exports;
use crate::failure::Answer;
use crate::keys::{Chord, Key};
use crate::session::App;

/// The passphrase of everybody.
const WORDS: &str = "correct horse battery";
/// The one that the officer chose for them.
const LENT: &str = "lent for one morning";

/// Who signs in, with the role beside. Gaël Ustun and Bilal Abebe
/// sign in with the addresses that the demo company's roster has for them.
const PEOPLE: [(&str, &str, &str); 7] = [
    ("ida", "Ida Holm", "approver"),
    ("ivo", "Ivo Marsh", "approver"),
    ("gael.ustun@clicki.example", "Gaël Ustun", "reviewer"),
    ("bilal.abebe@clicki.example", "Bilal Abebe", "reviewer"),
    ("omar", "Omar Reyes", "policy_owner"),
    ("pia", "Pia Kern", "policy_owner"),
    ("eve", "Eve Stone", "auditor"),
];

/// The officer who added them.
const OFFICER: (&str, &str) = ("ana", "Ana Berg");

/// The bytes of the workspace, which is made once for all tests of a process.
static MADE: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// The words of a call, split at spaces; `~` within a word is a space.
fn words(call: &str) -> Vec<OsString> {
    let words = call.split(' ');
    words.map(|word| word.replace('~', " ").into()).collect()
}

impl App {
    /// Runs the `changeproof` command on a workspace as somebody. `W` in the call is the workspace. Answers what it
    /// printed.
    ///
    /// # Errors
    ///
    /// It cannot be started, or ends badly.
    pub fn changeproof_as(&self, person: &str, file: &PathBuf, call: &str) -> Answer<String> {
        self.with_passphrases(Some(person), file, call, WORDS, WORDS)
    }

    fn with_passphrases(
        &self,
        person: Option<&str>,
        file: &PathBuf,
        call: &str,
        own: &str,
        new: &str,
    ) -> Answer<String> {
        let mut words = words(call);
        for word in &mut words {
            if word == "W" {
                *word = file.into();
            }
        }
        let mut passphrases = vec![("CHANGEPROOF_NEW_PASSPHRASE", new)];
        if let Some(person) = person {
            words.extend(["--as".into(), person.into()]);
            passphrases.push(("CHANGEPROOF_PASSPHRASE", own));
        }
        self.command(&words, &passphrases)
    }

    /// Makes the workspace of the demo company, judged, with everybody in it. Answers where it is.
    ///
    /// # Errors
    ///
    /// A call ends badly.
    pub fn company_with_people(&self) -> Answer<PathBuf> {
        let file = self.place("company.changeproof");
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = made.as_ref() {
            fs::write(&file, bytes)?;
            return Ok(file);
        }
        let does = |person, call: &str, own: &str, new: &str| {
            self.with_passphrases(person, &file, call, own, new)
        };
        let init = "init W --entity Clicki~Referrals --timezone UTC";
        does(None, init, "", "")?;
        let mut import = words("import --timezone UTC --covers 2025-01-01..2025-12-31");
        import.push(file.clone().into());
        import.extend(demo_exports()?.into_iter().map(OsString::from));
        self.command(&import, &[])?;
        let evaluate = "evaluate W --from 2025-01-01 --to 2025-12-31";
        does(None, evaluate, "", "")?;
        let named =
            |id: &str, name: &str| format!("people add W {id} --name {}", name.replace(' ', "~"));
        let (officer, name) = OFFICER;
        does(None, &named(officer, name), "", WORDS)?;
        for (id, name, role) in PEOPLE {
            let add = format!("{} --role {role}", named(id, name));
            does(Some(officer), &add, WORDS, LENT)?;
            does(Some(id), "people passphrase W", LENT, WORDS)?;
        }
        *made = Some(fs::read(&file)?);
        Ok(file)
    }

    /// Opens a workspace from the first screen, with keys alone.
    ///
    /// # Errors
    ///
    /// It does not open.
    pub async fn open_by_keys(&self, file: &PathBuf) -> Answer<()> {
        self.answer(std::slice::from_ref(file))?;
        self.find_part("button", "Open a workspace").await?;
        self.press_on("Open a workspace").await?;
        self.find("heading", "Sign in").await.map(|_| ())
    }

    /// Signs in with keys alone. Whoever was there before is locked out first.
    ///
    /// # Errors
    ///
    /// Nobody of that name can sign in.
    pub async fn sign_in_by_keys(&self, name: &str) -> Answer<()> {
        let somebody_is_there = "return document.querySelector('nav') !== null";
        if self.script(somebody_is_there, Vec::new()).await? == true {
            self.press(Chord::control(Key::Sign('l'))).await?;
            self.find("heading", "Locked").await?;
            self.press_on("Sign in as another person").await?;
        }
        self.reach("Person").await?;
        // A list is searched by the first letters.
        for letter in name.chars() {
            self.press(Key::Sign(letter)).await?;
        }
        self.fill("Passphrase", WORDS).await?;
        self.press(Key::Enter).await?;
        self.find_part("button", name).await?;
        self.settle().await
    }
}
