//! What a person does on the page: click, type, press keys, go elsewhere; and what a script in it
//! could do.

use fantoccini::elements::Element;
use serde_json::{Value, json};

use crate::failure::{Answer, Trouble};
use crate::keys::Chord;
use crate::session::App;

/// Says what has the focus.
const FOCUSED: &str = r#"
const e = document.activeElement;
if (!e || e === document.body) return null;
return {
  role: e.getAttribute('role'),
  name: (e.getAttribute('aria-label') ?? (e.labels?.length ? e.labels[0].innerText : null) ?? e.innerText ?? '')
    .replace(/\s+/g, ' ').trim(),
};
"#;

/// Whether nothing is awaited any more.
const AT_REST: &str = r#"
return document.readyState === 'complete' && document.fonts.status === 'loaded'
  && document.querySelector('h1') !== null
  && document.querySelector('.loading, [aria-busy=true], progress') === null;
"#;

/// What has the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Its role, where it states one.
    pub role: String,
    /// Its name.
    pub name: String,
}

/// After so many presses something cannot be reached: a list of thirty files has three places each.
const MOST_PRESSES: usize = 200;

impl App {
    /// Runs a script in the page.
    ///
    /// # Errors
    ///
    /// The script throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Answer<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Runs a script that ends when it calls its last argument.
    ///
    /// # Errors
    ///
    /// The script throws or does not end.
    pub async fn script_async(&self, script: &str) -> Answer<Value> {
        Ok(self.client.execute_async(script, Vec::new()).await?)
    }

    /// Presses a key.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn press(&self, chord: impl Into<Chord>) -> Answer<()> {
        Ok(self.client.perform_actions(chord.into().actions()).await?)
    }

    /// Types a text where the focus is.
    ///
    /// # Errors
    ///
    /// Nothing has the focus.
    pub async fn type_text(&self, text: &str) -> Answer<()> {
        Ok(self.client.active_element().await?.send_keys(text).await?)
    }

    /// Types into a field, in place of what stands there.
    ///
    /// # Errors
    ///
    /// There is no such field.
    pub async fn type_into(&self, label: &str, text: &str) -> Answer<()> {
        let field = self.find_part("textbox", label).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// What has the focus.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn focus(&self) -> Answer<Option<Focus>> {
        let told = self.script(FOCUSED, Vec::new()).await?;
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        Ok((!told.is_null()).then(|| Focus {
            role: text("role"),
            name: text("name"),
        }))
    }

    /// Presses a key until the focus is where it should be, as a person without a mouse does.
    ///
    /// # Errors
    ///
    /// It is not reached within a hundred presses.
    pub async fn press_until(
        &self,
        chord: impl Into<Chord>,
        what: &str,
        reached: impl Fn(&Focus) -> bool,
    ) -> Answer<()> {
        let chord = chord.into();
        let mut passed = Vec::new();
        for _ in 0..MOST_PRESSES {
            if let Some(focus) = self.focus().await? {
                if reached(&focus) {
                    return Ok(());
                }
                passed.push(focus.name);
            }
            self.press(chord).await?;
        }
        Err(Trouble::Wrong(format!(
            "{what} cannot be reached with the keyboard; passed: {passed:?}"
        )))
    }

    /// Asks the shell something, as a script in the page could.
    ///
    /// # Errors
    ///
    /// The script does not end. What the shell refuses is an answer: `{"refused": ...}`.
    pub async fn ask_shell(&self, command: &str, arguments: Value) -> Answer<Value> {
        // Long work wants to tell how far it is; nobody listens here.
        let script = "const [command, args, done] = arguments; \
            const shell = window.__TAURI_INTERNALS__; \
            const onProgress = `__CHANNEL__:${shell.transformCallback(() => {})}`; \
            shell.invoke(command, { onProgress, ...args }) \
              .then((answer) => done({ answer }), (error) => done({ refused: error }));";
        let arguments = vec![json!(command), arguments];
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Goes to an address within the app, such as `#/overview`.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn go(&self, address: &str) -> Answer<()> {
        let script = "location.hash = arguments[0]";
        self.script(script, vec![json!(address)]).await.map(|_| ())
    }

    /// Loads the page again, as after a fault.
    ///
    /// # Errors
    ///
    /// It does not come back.
    pub async fn reload(&self) -> Answer<()> {
        Ok(self.client.refresh().await?)
    }

    /// Waits until the page shows what it has to show: a title, and nothing that is still fetched.
    ///
    /// # Errors
    ///
    /// It does not come to rest.
    pub async fn settle(&self) -> Answer<()> {
        let mut calm = 0;
        self.wait_for("a page at rest", async || {
            let looked = self.script(AT_REST, Vec::new()).await?;
            calm = if looked == json!(true) { calm + 1 } else { 0 };
            // Twice, because what was fetched may ask for more.
            Ok((calm > 4).then_some(()))
        })
        .await
    }

    /// The address of the page.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn address(&self) -> Answer<String> {
        let address = self.script("return location.href", Vec::new()).await?;
        Ok(address.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks on something, after bringing it into sight as a person does.
    ///
    /// # Errors
    ///
    /// It is gone, or something lies over it.
    pub async fn click(&self, element: &Element) -> Answer<()> {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        let arguments = vec![serde_json::to_value(element)?];
        self.script(script, arguments).await?;
        Ok(element.click().await?)
    }

    /// Clicks on what has that role and name.
    ///
    /// # Errors
    ///
    /// It does not come, or something lies over it.
    pub async fn choose(&self, role: &str, name: &str) -> Answer<()> {
        self.click(&self.find(role, name).await?).await
    }

    /// The same by a part of the name.
    ///
    /// # Errors
    ///
    /// It does not come, or something lies over it.
    pub async fn choose_part(&self, role: &str, name: &str) -> Answer<()> {
        self.click(&self.find_part(role, name).await?).await
    }
}
