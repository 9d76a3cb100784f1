//! Texts of Jira's values: plain, chosen from a list, or a document.
//!
//! Documents follow <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>.

use serde_json::Value;

use crate::container::json_value::Text;

/// How deep documents may be nested; deeper ones are read down to here.
const DEPTH: usize = 64;

/// The text of a value; none where its form is not known.
pub fn text(json: &str) -> Option<String> {
    if !json.starts_with(['{', '[']) {
        let text: Text<'_> = serde_json::from_str(json).ok()?;
        return Some(text.0.into_owned());
    }
    of_value(&serde_json::from_str(json).ok()?)
}

/// The texts of a list of values, or of one value.
pub fn list(json: &str) -> Option<Vec<String>> {
    match serde_json::from_str(json).ok()? {
        Value::Array(items) => items.iter().map(of_value).collect(),
        single => Some(vec![of_value(&single)?]),
    }
}

fn of_value(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(of_value).collect();
            Some(texts?.join(", "))
        }
        Value::Object(object) => {
            if object.get("type").and_then(Value::as_str) == Some("doc") {
                let mut text = String::new();
                node(value, &mut text, 0);
                return Some(text.trim().to_owned());
            }
            let shown = ["value", "name", "displayName", "label", "title"]
                .into_iter()
                .find_map(|key| object.get(key).and_then(Value::as_str))?;
            match object.get("child").and_then(of_value) {
                Some(child) => Some(format!("{shown} / {child}")),
                None => Some(shown.to_owned()),
            }
        }
    }
}

/// One node of a document and what is in it.
fn node(value: &Value, text: &mut String, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let kind = value.get("type").and_then(Value::as_str).unwrap_or("");
    let attribute = |name: &str| {
        value
            .get("attrs")
            .and_then(|attributes| attributes.get(name))
            .and_then(Value::as_str)
    };
    match kind {
        "text" => text.push_str(value.get("text").and_then(Value::as_str).unwrap_or("")),
        "hardBreak" => text.push('\n'),
        "mention" | "status" => text.push_str(attribute("text").unwrap_or("")),
        "emoji" => text.push_str(
            attribute("text")
                .or_else(|| attribute("shortName"))
                .unwrap_or(""),
        ),
        "inlineCard" | "blockCard" | "embedCard" => {
            text.push_str(attribute("url").unwrap_or(""));
        }
        "listItem" | "taskItem" => text.push_str("- "),
        _ => {}
    }
    if let Some(content) = value.get("content").and_then(Value::as_array) {
        for inner in content {
            node(inner, text, depth + 1);
        }
    }
    let ends_a_line = matches!(
        kind,
        "paragraph"
            | "heading"
            | "codeBlock"
            | "rule"
            | "listItem"
            | "taskItem"
            | "tableRow"
            | "blockCard"
            | "embedCard"
    );
    if ends_a_line && !text.ends_with('\n') {
        text.push('\n');
    } else if matches!(kind, "tableCell" | "tableHeader") {
        if text.ends_with('\n') {
            text.pop();
        }
        text.push('\t');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_lines() {
        let json = r#"{"type":"doc","version":1,"content":[
            {"type":"paragraph","content":[{"type":"text","text":"Switch off "},
                {"type":"mention","attrs":{"text":"@Ana"}},{"type":"hardBreak"},
                {"type":"text","text":"then:"}]},
            {"type":"bulletList","content":[{"type":"listItem","content":[
                {"type":"paragraph","content":[{"type":"text","text":"revert"}]}]}]}]}"#;
        assert_eq!(
            text(json).as_deref(),
            Some("Switch off @Ana\nthen:\n- revert"),
            "paragraphs and items are lines"
        );
    }

    #[test]
    fn chosen_values_are_their_words() {
        assert_eq!(
            text("{\"value\":\"Normal\"}").as_deref(),
            Some("Normal"),
            "a select"
        );
        assert_eq!(
            text("{\"value\":\"EU\",\"child\":{\"value\":\"Riga\"}}").as_deref(),
            Some("EU / Riga"),
            "a cascading select"
        );
        assert_eq!(
            list("[{\"value\":\"a\"},{\"name\":\"b\"}]"),
            Some(vec!["a".to_owned(), "b".to_owned()]),
            "several"
        );
        assert_eq!(
            text("{\"id\":\"7\"}"),
            None,
            "an id is not what people chose"
        );
    }
}
