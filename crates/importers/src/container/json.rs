//! JSON files: where each record stands, found without building values.
//!
//! A file is one JSON value or several: `gh api --paginate` prints pages one after the other, and
//! JSON Lines are the same with line breaks. A page is a list of records, an object that holds such
//! a list (an envelope), or one record. A file that ends early keeps the records before its end.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use super::json_value::Text;

/// Keys under which an envelope holds its list of records.
const LISTS: [&str; 6] = [
    "issues",
    "workflow_runs",
    "incidents",
    "records",
    "result",
    "items",
];

/// One record of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// The page, from 0.
    pub page: u32,
    /// The position in the page's list, from 0.
    pub index: u32,
    /// The first byte in the text.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// One of the JSON values that a file holds one after the other.
#[derive(Clone, Debug, Default)]
pub struct Page<'t> {
    /// The key of the list in the envelope; none where the page is the list or the record itself.
    pub key: Option<String>,
    /// Whether the records stand in a list.
    pub list: bool,
    /// How many records the page holds.
    pub count: usize,
    /// The envelope's keys with their values' places; the list itself is left out.
    pub members: Vec<(Cow<'t, str>, Range<usize>)>,
}

/// Why a scan stopped before the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The text ends within a value that begins at this byte.
    Cut(usize),
    /// There is no JSON at this byte.
    NotJson(usize),
}

impl Stop {
    /// The byte.
    pub fn at(self) -> usize {
        match self {
            Stop::Cut(at) | Stop::NotJson(at) => at,
        }
    }
}

/// The pages and records of a JSON text.
#[derive(Clone, Debug)]
pub struct JsonText<'t> {
    /// The text.
    pub text: &'t str,
    /// The pages.
    pub pages: Vec<Page<'t>>,
    /// The records of all pages, in order.
    pub elements: Vec<Element>,
    /// Where and why the scan stopped early.
    pub stop: Option<Stop>,
}

impl<'t> JsonText<'t> {
    /// Finds pages and records.
    pub fn scan(text: &'t str) -> JsonText<'t> {
        let mut scan = Scan {
            text,
            bytes: text.as_bytes(),
            pages: Vec::new(),
            elements: Vec::new(),
        };
        let mut at = scan.blank(0);
        let mut stop = None;
        while at < scan.bytes.len() {
            match scan.page(at) {
                Ok(end) => at = scan.blank(end),
                Err(found) => {
                    stop = Some(found);
                    break;
                }
            }
        }
        let mut found = JsonText {
            text,
            pages: scan.pages,
            elements: scan.elements,
            stop,
        };
        found.open_slurped();
        found
    }

    /// The text of a record.
    pub fn slice(&self, element: &Element) -> &'t str {
        &self.text[element.start..element.end]
    }

    /// Whether the file holds more than one JSON value.
    pub fn glued(&self) -> bool {
        self.pages.len() > 1
    }

    /// The path of the list, such as `$.issues`, and whether it is a list.
    pub fn root(&self) -> (String, bool) {
        let list = self.pages.iter().any(|page| page.list);
        match self.pages.iter().find_map(|page| page.key.as_ref()) {
            Some(key) => (format!("$.{key}"), list),
            None => ("$".to_owned(), list),
        }
    }

    /// The text of an envelope's member in one page.
    pub fn member(&self, page: &Page<'t>, key: &str) -> Option<&'t str> {
        let (_, range) = page.members.iter().find(|(name, _)| name == key)?;
        self.text.get(range.clone())
    }

    /// `gh api --paginate --slurp` and scripts put the pages into one more list: opens it.
    fn open_slurped(&mut self) {
        let ([page], Some(first)) = (self.pages.as_slice(), self.elements.first()) else {
            return;
        };
        if !page.list || page.key.is_some() {
            return;
        }
        let holds_pages = match self.text.as_bytes()[first.start] {
            b'[' => true,
            b'{' => {
                let mut probe = Scan::over(self.text);
                probe.page(first.start).is_ok() && probe.pages.iter().any(|p| p.key.is_some())
            }
            _ => false,
        };
        if !holds_pages {
            return;
        }
        let mut inner = Scan::over(self.text);
        for element in std::mem::take(&mut self.elements) {
            if let Err(stop) = inner.page(element.start) {
                self.stop = self.stop.or(Some(stop));
            }
        }
        self.pages = inner.pages;
        self.elements = inner.elements;
    }
}

/// The state of one pass over a text.
struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pages: Vec<Page<'t>>,
    elements: Vec<Element>,
}

impl<'t> Scan<'t> {
    fn over(text: &'t str) -> Scan<'t> {
        Scan {
            text,
            bytes: text.as_bytes(),
            pages: Vec::new(),
            elements: Vec::new(),
        }
    }

    /// One page from its first byte; the answer is the byte behind it.
    fn page(&mut self, at: usize) -> Result<usize, Stop> {
        match self.bytes.get(at) {
            Some(b'[') => {
                self.pages.push(Page {
                    list: true,
                    ..Page::default()
                });
                self.list(at)
            }
            Some(b'{') => self.object(at),
            _ => Err(Stop::NotJson(at)),
        }
    }

    /// The elements of a list, added to the last page.
    fn list(&mut self, open: usize) -> Result<usize, Stop> {
        let page = u32::try_from(self.pages.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let mut at = self.blank(open + 1);
        let mut index = 0;
        if self.bytes.get(at) == Some(&b']') {
            return Ok(at + 1);
        }
        loop {
            let end = self.value(at)?;
            self.elements.push(Element {
                page,
                index,
                start: at,
                end,
            });
            index += 1;
            if let Some(last) = self.pages.last_mut() {
                last.count += 1;
            }
            at = self.blank(end);
            match self.bytes.get(at) {
                Some(b',') => at = self.blank(at + 1),
                Some(b']') => return Ok(at + 1),
                Some(_) => return Err(Stop::NotJson(at)),
                None => return Err(Stop::Cut(at)),
            }
        }
    }

    /// An envelope or a record.
    fn object(&mut self, open: usize) -> Result<usize, Stop> {
        self.pages.push(Page::default());
        let before = self.elements.len();
        let ended = self.members(open);
        let is_envelope = self.pages.last().is_some_and(|page| page.key.is_some());
        if is_envelope {
            return ended;
        }
        match ended {
            Ok(end) => {
                let page = u32::try_from(self.pages.len() - 1).unwrap_or(u32::MAX);
                self.elements.push(Element {
                    page,
                    index: 0,
                    start: open,
                    end,
                });
                if let Some(last) = self.pages.last_mut() {
                    last.count = 1;
                }
                Ok(end)
            }
            Err(Stop::Cut(_)) => {
                self.elements.truncate(before);
                self.pages.pop();
                Err(Stop::Cut(open))
            }
            Err(stop) => {
                self.elements.truncate(before);
                self.pages.pop();
                Err(stop)
            }
        }
    }

    /// The members of the object that is the last page.
    fn members(&mut self, open: usize) -> Result<usize, Stop> {
        let mut at = self.blank(open + 1);
        if self.bytes.get(at) == Some(&b'}') {
            return Ok(at + 1);
        }
        loop {
            if self.bytes.get(at).is_some_and(|byte| *byte != b'"') {
                return Err(Stop::NotJson(at));
            }
            let key_end = string_end(self.bytes, at).ok_or(Stop::Cut(at))?;
            let key = key_of(&self.text[at..key_end]);
            at = self.blank(key_end);
            match self.bytes.get(at) {
                Some(b':') => at = self.blank(at + 1),
                Some(_) => return Err(Stop::NotJson(at)),
                None => return Err(Stop::Cut(at)),
            }
            let end = self.member(key, at)?;
            at = self.blank(end);
            match self.bytes.get(at) {
                Some(b',') => at = self.blank(at + 1),
                Some(b'}') => return Ok(at + 1),
                Some(_) => return Err(Stop::NotJson(at)),
                None => return Err(Stop::Cut(at)),
            }
        }
    }

    /// One member's value; a list of records is opened.
    fn member(&mut self, key: Cow<'t, str>, at: usize) -> Result<usize, Stop> {
        let is_list_key = LISTS.contains(&key.as_ref());
        let next = self.bytes.get(at).copied();
        if is_list_key && (next == Some(b'[') || (key == "result" && next == Some(b'{'))) {
            let list = next == Some(b'[');
            if let Some(page) = self.pages.last_mut() {
                page.key = Some(key.into_owned());
                page.list = list;
            }
            if list {
                return self.list(at);
            }
            let end = self.value(at)?;
            let page = u32::try_from(self.pages.len() - 1).unwrap_or(u32::MAX);
            self.elements.push(Element {
                page,
                index: 0,
                start: at,
                end,
            });
            if let Some(page) = self.pages.last_mut() {
                page.count = 1;
            }
            return Ok(end);
        }
        let end = self.value(at)?;
        if let Some(page) = self.pages.last_mut() {
            page.members.push((key, at..end));
        }
        Ok(end)
    }

    fn value(&self, at: usize) -> Result<usize, Stop> {
        value_end(self.bytes, at)
    }

    /// The next byte that is no white space.
    fn blank(&self, at: usize) -> usize {
        blank(self.bytes, at)
    }
}

/// The next byte that is no white space, from `at`.
pub fn blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' | 0x1E => at += 1,
            0xEF if bytes[at..].starts_with("\u{FEFF}".as_bytes()) => at += 3,
            _ => break,
        }
    }
    at
}

/// The byte behind the value that begins at `at`. Brackets are counted, not paired: what is
/// between them is checked when the record is read.
pub fn value_end(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    match bytes.get(at) {
        None => Err(Stop::Cut(at)),
        Some(b'"') => string_end(bytes, at).ok_or(Stop::Cut(at)),
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            let mut i = at;
            loop {
                match bytes.get(i) {
                    None => return Err(Stop::Cut(at)),
                    Some(b'"') => {
                        i = string_end(bytes, i).ok_or(Stop::Cut(at))?;
                        continue;
                    }
                    Some(b'{' | b'[') => depth += 1,
                    Some(b'}' | b']') => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(i + 1);
                        }
                    }
                    Some(_) => {}
                }
                i += 1;
            }
        }
        Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
            let rest = &bytes[at..];
            let length = rest
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(byte)));
            // A number or word that reaches the end of the text may go on: nothing closed it.
            length.map(|length| at + length).ok_or(Stop::Cut(at))
        }
        Some(_) => Err(Stop::NotJson(at)),
    }
}

/// The byte behind the string whose opening quote is at `at`.
pub fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut i = at + 1;
    loop {
        let found = i + memchr2(b'"', b'\\', bytes.get(i..)?)?;
        if bytes[found] == b'"' {
            return Some(found + 1);
        }
        i = found + 2;
    }
}

/// A key from its text with quotes.
pub fn key_of(quoted: &str) -> Cow<'_, str> {
    match serde_json::from_str::<Text<'_>>(quoted) {
        Ok(text) => text.0,
        Err(_) => Cow::Borrowed(quoted.trim_matches('"')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(text: &str) -> Vec<String> {
        let json = JsonText::scan(text);
        json.elements
            .iter()
            .map(|element| {
                let at = format!("{}/{}", element.page, element.index);
                format!("{at} {}", json.slice(element))
            })
            .collect()
    }

    #[test]
    fn glued_pages_are_counted_one_after_the_other() {
        assert_eq!(
            slices("[{\"a\":1},{}]\n[][{\"b\":\"]\\\"\"}]"),
            ["0/0 {\"a\":1}", "0/1 {}", "2/0 {\"b\":\"]\\\"\"}"],
            "an empty page counts as a page"
        );
    }

    #[test]
    fn objects_one_after_the_other_are_a_page_each() {
        let json = JsonText::scan("{\"number\":1}\n{\"number\":2}\n");
        assert_eq!(json.elements.len(), 2, "one record a page");
        assert_eq!(json.root(), ("$".to_owned(), false), "there is no list");
    }

    #[test]
    fn an_envelope_is_opened_and_its_other_keys_are_kept() {
        let json = JsonText::scan("{\"total\":2,\"issues\":[{\"key\":\"A-1\"}],\"isLast\":false}");
        assert_eq!(
            json.root(),
            ("$.issues".to_owned(), true),
            "the list's path"
        );
        assert_eq!(
            json.member(&json.pages[0], "isLast"),
            Some("false"),
            "a key behind it"
        );
    }

    #[test]
    fn pages_within_one_more_list_are_opened() {
        assert_eq!(
            slices("[[{\"id\":1}],[{\"id\":2}]]"),
            ["0/0 {\"id\":1}", "1/0 {\"id\":2}"],
            "as --slurp prints them"
        );
    }

    #[test]
    fn a_cut_text_keeps_what_stands_before_the_cut() {
        let text = "{\"issues\":[{\"key\":\"A-1\"},{\"key\":\"A-";
        let json = JsonText::scan(text);
        assert_eq!(json.elements.len(), 1, "the first is complete");
        assert_eq!(json.stop, Some(Stop::Cut(25)), "the second begins there");
    }
}
