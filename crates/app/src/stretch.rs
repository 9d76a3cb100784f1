//! Where a value stands within the text of its record.

use std::ops::Range;

/// The characters that part the cells of a row.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The bytes of the value at a path such as `reviews[2].submittedAt`, as they are written in a JSON
/// text. The text may break off.
pub(crate) fn json_value(text: &str, path: &str) -> Option<Range<usize>> {
    let scanner = Scanner(text.as_bytes());
    let start = scanner.behind_space(0);
    scanner.find(start, path.trim_start_matches('.'))
}

/// The path of the value that holds a byte of a JSON text, such as `reviews[2].body`.
pub(crate) fn json_path_at(text: &str, at: usize) -> Option<String> {
    let scanner = Scanner(text.as_bytes());
    let mut path = String::new();
    scanner.path_at(scanner.behind_space(0), at, &mut path)?;
    (!path.is_empty()).then_some(path)
}

struct Scanner<'t>(&'t [u8]);

impl Scanner<'_> {
    fn find(&self, start: usize, path: &str) -> Option<Range<usize>> {
        if path.is_empty() {
            return Some(start..self.value_end(start)?);
        }
        match (self.0.get(start)?, path.strip_prefix('[')) {
            (b'[', Some(rest)) => {
                let (index, rest) = rest.split_once(']')?;
                let element = self.element(start, index.parse().ok()?)?;
                self.find(element, rest.trim_start_matches('.'))
            }
            (b'{', None) => self.find_member(start, path),
            _ => None,
        }
    }

    /// Names may have points of their own, so every name that the path begins with is tried.
    fn find_member(&self, start: usize, path: &str) -> Option<Range<usize>> {
        let mut at = self.behind_space(start + 1);
        while *self.0.get(at)? == b'"' {
            let name_end = self.string_end(at)?;
            let name: String = serde_json::from_slice(&self.0[at..name_end]).ok()?;
            let colon = self.behind_space(name_end);
            if *self.0.get(colon)? != b':' {
                return None;
            }
            let value = self.behind_space(colon + 1);
            let rest = path.strip_prefix(name.as_str());
            let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            if let Some(rest) = rest
                && let Some(found) = self.find(value, rest.trim_start_matches('.'))
            {
                return Some(found);
            }
            at = self.next(self.value_end(value)?)?;
        }
        None
    }

    fn path_at(&self, start: usize, at: usize, path: &mut String) -> Option<()> {
        let (mut next, mut index) = (self.behind_space(start + 1), 0);
        match self.0.get(start)? {
            b'{' => loop {
                let name_end = self.string_end(next)?;
                let value = self.behind_space(self.behind_space(name_end) + 1);
                let end = self.value_end(value)?;
                if at < end {
                    let name: String = serde_json::from_slice(&self.0[next..name_end]).ok()?;
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&name);
                    return self.path_at(value, at, path);
                }
                next = self.next(end)?;
            },
            b'[' => loop {
                let end = self.value_end(next)?;
                if at < end {
                    path.push_str(&format!("[{index}]"));
                    return self.path_at(next, at, path);
                }
                next = self.next(end)?;
                index += 1;
            },
            _ => Some(()),
        }
    }

    fn element(&self, start: usize, index: usize) -> Option<usize> {
        let mut at = self.behind_space(start + 1);
        for _ in 0..index {
            at = self.next(self.value_end(at)?)?;
        }
        (*self.0.get(at)? != b']').then_some(at)
    }

    /// Where the next member or element begins, behind the comma.
    fn next(&self, end: usize) -> Option<usize> {
        let at = self.behind_space(end);
        (*self.0.get(at)? == b',').then(|| self.behind_space(at + 1))
    }

    fn behind_space(&self, mut at: usize) -> usize {
        while self.0.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    }

    fn string_end(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        loop {
            match self.0.get(at)? {
                b'\\' => at += 2,
                b'"' => return Some(at + 1),
                _ => at += 1,
            }
        }
    }

    fn value_end(&self, start: usize) -> Option<usize> {
        let (mut at, mut depth) = (start, 0_usize);
        loop {
            match self.0.get(at)? {
                b'"' => at = self.string_end(at)?,
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => {
                    at += 1;
                    continue;
                }
                _ => {
                    let ends = |byte: &u8| b",]}: \n\r\t".contains(byte);
                    let length = self.0[at..].iter().position(ends)?;
                    if length == 0 {
                        return None;
                    }
                    at += length;
                }
            }
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

/// The bytes of a cell of a table's row, without quotation marks. `values` are the cells of the whole
/// row, by which the delimiter is told.
pub(crate) fn table_cell(text: &str, values: &[&str], cell: usize) -> Option<Range<usize>> {
    DELIMITERS.into_iter().find_map(|delimiter| {
        let cells = cells(text, delimiter);
        let same = cells.len() >= values.len()
            && cells.iter().zip(values).all(|(cell, value)| {
                let written = text[cell.clone()].replace("\"\"", "\"");
                written.trim() == value.trim() || text[cell.clone()].trim() == value.trim()
            });
        same.then(|| cells.get(cell).cloned()).flatten()
    })
}

fn cells(text: &str, delimiter: u8) -> Vec<Range<usize>> {
    let text = text.trim_end_matches(['\r', '\n']).as_bytes();
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let quoted = text.get(at) == Some(&b'"');
        let start = at + usize::from(quoted);
        let mut end = start;
        if quoted {
            while end < text.len() {
                if text[end] != b'"' {
                    end += 1;
                } else if text.get(end + 1) == Some(&b'"') {
                    end += 2;
                } else {
                    break;
                }
            }
        }
        let rest = text.get(end..).unwrap_or_default();
        let behind = rest.iter().position(|byte| *byte == delimiter);
        let cell_end = if quoted {
            end
        } else {
            behind.map_or(text.len(), |length| start + length)
        };
        cells.push(start..cell_end.max(start));
        match behind {
            Some(length) => at = end + length + 1,
            None => return cells,
        }
    }
}

/// The same stretch counted in UTF-16 units.
pub(crate) fn in_utf16(text: &str, bytes: &Range<usize>) -> Option<(u32, u32)> {
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).ok();
    let start = units(text.get(..bytes.start)?)?;
    Some((start, start + units(text.get(bytes.clone())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#" {"title": "a \"b\", [c]", "user.name": {"login": "ana"},
        "reviews": [{"state": "OPEN", "n": 1}, {"state": "APPROVED", "list": [1, [2], 3]}],
        "none": null, "merged": true}"#;

    #[test]
    fn the_path_of_a_byte_leads_back_to_its_value() {
        let text = r#"{"a": 1, "list": [{"b": "x"}, {"c.d": ["y", "zz"]}], "e": "end"}"#;
        for path in ["a", "list[0].b", "list[1].c.d[1]", "e"] {
            let value = json_value(text, path).unwrap();
            assert_eq!(json_path_at(text, value.start).as_deref(), Some(path));
        }
    }

    #[test]
    fn a_member_is_found_by_its_path() {
        for (path, value) in [
            ("title", r#""a \"b\", [c]""#),
            ("user.name.login", r#""ana""#),
            ("reviews[1].state", r#""APPROVED""#),
            ("reviews[0].n", "1"),
            ("reviews[1].list", "[1, [2], 3]"),
            ("reviews[1].list[1]", "[2]"),
            ("none", "null"),
            ("merged", "true"),
        ] {
            let found = json_value(RECORD, path).map(|range| &RECORD[range]);
            assert_eq!(found, Some(value), "{path}");
        }
        for path in ["state", "reviews[2]", "reviews.state", "title.x", "merge"] {
            assert_eq!(json_value(RECORD, path), None, "{path}");
        }
    }

    #[test]
    fn a_text_that_breaks_off_has_what_stands_before_the_break() {
        for length in 0..RECORD.len() {
            let cut = &RECORD[..length];
            let found = json_value(cut, "reviews[0].state").map(|range| &cut[range]);
            assert!(found.is_none() || found == Some("\"OPEN\""), "{cut}");
        }
    }

    #[test]
    fn a_cell_is_found_whatever_parts_the_cells() {
        let row = "1;\"a; \"\"b\"\"\";;web\r\n";
        let values = ["1", "a; \"b\"", "", "web"];
        let cell = |at| table_cell(row, &values, at).map(|range| &row[range]);
        assert_eq!(cell(1), Some("a; \"\"b\"\""));
        assert_eq!(cell(2), Some(""));
        assert_eq!(cell(3), Some("web"));
        assert_eq!(table_cell("1,2", &["1", "3"], 1), None, "another row");
    }

    #[test]
    fn stretches_are_counted_as_javascript_counts() {
        let text = "ä😀x";
        let bytes = text.find('x').map(|at| at..at + 1);
        assert_eq!(bytes.and_then(|bytes| in_utf16(text, &bytes)), Some((3, 4)));
    }
}
