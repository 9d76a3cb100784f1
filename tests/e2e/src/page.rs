//! What a person sees on the page: found by test id, or by role and name.
//!
//! Text is read as `innerText` by script: WebKit's own 'get text' is empty where a text is cut with
//! an ellipsis.

use std::time::{Duration, Instant};

use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use crate::failure::{Answer, Trouble};
use crate::session::App;

/// How long one waits for something to come. Long, because the computer may do other things as well.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Finds elements that can be seen, by role and name.
const BY_ROLE: &str = r#"
const [role, name, exact] = arguments;
const tags = {
  button: 'button,[role=button],input[type=submit]', link: 'a[href],[role=link]',
  heading: 'h1,h2,h3,h4,[role=heading]', textbox: 'input:not([type]),input[type=text],input[type=password],textarea,[role=textbox]',
  row: 'tr,[role=row]', cell: 'td,[role=cell],[role=gridcell]', dialog: 'dialog,[role=dialog],[role=alertdialog]',
  tab: '[role=tab]', option: 'option,[role=option]', checkbox: 'input[type=checkbox],[role=checkbox]',
  radio: 'input[type=radio],[role=radio]', combobox: 'select,[role=combobox]', navigation: 'nav,[role=navigation]',
  alert: '[role=alert]', status: '[role=status],output', menuitem: '[role=menuitem]', region: 'section,[role=region]',
};
const named = (e) => {
  const by = e.getAttribute('aria-labelledby');
  const text = e.getAttribute('aria-label')
    ?? (by ? by.split(/\s+/).map((id) => document.getElementById(id)?.innerText ?? '').join(' ') : null)
    ?? (e.labels?.length ? e.labels[0].innerText : null)
    ?? e.innerText ?? '';
  return text.replace(/\s+/g, ' ').trim();
};
return [...document.querySelectorAll(tags[role] ?? `[role=${role}]`)]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .find((e) => exact ? named(e) === name : named(e).includes(name)) ?? null;
"#;

/// What assistive programs are told about an element.
#[derive(Debug)]
enum Computed {
    Role(String),
    Label(String),
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        let (element, what) = match self {
            Computed::Role(element) => (element, "computedrole"),
            Computed::Label(element) => (element, "computedlabel"),
        };
        base.join(&format!("session/{session}/element/{element}/{what}"))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// A text with single plain spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn css(testid: &str) -> String {
    format!("[data-testid='{testid}']")
}

impl App {
    /// Looks again and again until something is there.
    ///
    /// # Errors
    ///
    /// It does not come.
    pub async fn wait_for<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Answer<Option<T>>,
    ) -> Answer<T> {
        let began = Instant::now();
        loop {
            // A page that is being drawn anew answers with errors; only the last one counts.
            let looked = look().await;
            if let Ok(Some(found)) = looked {
                return Ok(found);
            }
            if began.elapsed() > PATIENCE {
                looked?;
                let (what, patience) = (what.to_owned(), PATIENCE);
                return Err(Trouble::Waited { what, patience });
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until something with this test id can be seen.
    ///
    /// # Errors
    ///
    /// It does not come.
    pub async fn see(&self, testid: &str) -> Answer<Element> {
        self.see_css(&css(testid)).await
    }

    /// Waits until something that a CSS selector names can be seen.
    ///
    /// # Errors
    ///
    /// It does not come.
    pub async fn see_css(&self, selector: &str) -> Answer<Element> {
        self.wait_for(selector, async || {
            let found = self.client.find_all(Locator::Css(selector)).await?;
            for element in found {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits until something with this test id is gone.
    ///
    /// # Errors
    ///
    /// It stays.
    pub async fn see_gone(&self, testid: &str) -> Answer<()> {
        self.wait_for(&format!("the end of {testid}"), async || {
            let found = self.client.find_all(Locator::Css(&css(testid))).await?;
            Ok(found.is_empty().then_some(()))
        })
        .await
    }

    /// Waits for an element by its role and exact name, and checks that assistive programs are told
    /// the same.
    ///
    /// # Errors
    ///
    /// It does not come, or has another role.
    pub async fn find(&self, role: &str, name: &str) -> Answer<Element> {
        self.find_by(role, name, true).await
    }

    /// The same, by a part of its name.
    ///
    /// # Errors
    ///
    /// It does not come, or has another role.
    pub async fn find_part(&self, role: &str, name: &str) -> Answer<Element> {
        self.find_by(role, name, false).await
    }

    async fn find_by(&self, role: &str, name: &str, exact: bool) -> Answer<Element> {
        let arguments = vec![json!(role), json!(name), json!(exact)];
        let element = self
            .wait_for(&format!("{role} '{name}'"), async || {
                let found = self.client.execute(BY_ROLE, arguments.clone()).await?;
                if found.is_null() {
                    return Ok(None);
                }
                Ok(Some(Element::from_element_id(
                    self.client.clone(),
                    element_id(&found)?.into(),
                )))
            })
            .await?;
        let told = (self.role(&element).await?, self.label(&element).await?);
        if told.0 == role && told.1.contains(name) {
            Ok(element)
        } else {
            Err(Trouble::Wrong(format!(
                "assistive programs are told of the {role} '{name}' that it is a {} '{}'",
                told.0, told.1
            )))
        }
    }

    /// The role of an element as assistive programs are told it.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn role(&self, element: &Element) -> Answer<String> {
        let id = element.element_id().to_string();
        let told = self.client.issue_cmd(Computed::Role(id)).await?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// The name of an element as assistive programs are told it.
    ///
    /// # Errors
    ///
    /// The driver says no.
    pub async fn label(&self, element: &Element) -> Answer<String> {
        let id = element.element_id().to_string();
        let told = self.client.issue_cmd(Computed::Label(id)).await?;
        // Some spaces keep a number and its noun on one line.
        Ok(words(told.as_str().unwrap_or_default()))
    }

    /// The text of a test id.
    ///
    /// # Errors
    ///
    /// It does not come.
    pub async fn text(&self, testid: &str) -> Answer<String> {
        let element = self.see(testid).await?;
        self.text_of(&element).await
    }

    /// The text of an element.
    ///
    /// # Errors
    ///
    /// It is gone.
    pub async fn text_of(&self, element: &Element) -> Answer<String> {
        let arguments = vec![serde_json::to_value(element)?];
        let text = self.script("return arguments[0].innerText", arguments);
        let text = text.await?;
        Ok(words(text.as_str().unwrap_or_default()))
    }

    /// Waits until a test id's text holds some words.
    ///
    /// # Errors
    ///
    /// It never does.
    pub async fn see_text(&self, testid: &str, words: &str) -> Answer<()> {
        self.wait_for(&format!("'{words}' in {testid}"), async || {
            let text = self.text(testid).await?;
            Ok(text.contains(words).then_some(()))
        })
        .await
    }

    /// Waits until some words can be seen anywhere.
    ///
    /// # Errors
    ///
    /// They do not come.
    pub async fn see_words(&self, words: &str) -> Answer<()> {
        self.wait_for(&format!("'{words}'"), async || {
            let text = self.script("return document.body.innerText", Vec::new());
            let text = text.await?;
            let seen = text.as_str().is_some_and(|text| text.contains(words));
            Ok(seen.then_some(()))
        })
        .await
    }
}

fn element_id(found: &Value) -> Answer<String> {
    let id = found.as_object().and_then(|object| object.values().next());
    let id = id.and_then(Value::as_str);
    id.map(str::to_owned)
        .ok_or_else(|| Trouble::Wrong(format!("{found} is no element")))
}
