//! Rules about what stands in a source file: SQL only beside the tables, no clock, file or chance in
//! the pure crates, and lints that are expected instead of allowed. Tests are exempt.

use super::files::Text;

/// Folders whose code knows no files, clock, environment or chance.
const PURE: [&str; 5] = [
    "crates/domain/src/",
    "crates/matching/src/",
    "crates/controls/src/",
    "crates/importers/src/",
    "reports/src/",
];

/// What pure code must not name.
const IMPURE: [&str; 13] = [
    "std::fs",
    "fs::read",
    "fs::write",
    "File::open",
    "File::create",
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "std::env",
    "env::var",
    "rand::",
    "thread::sleep",
];

/// Where SQL may stand.
const SQL_HOME: [&str; 2] = ["crates/store/src/table/", "crates/store/migrations/"];

/// How a statement of SQL begins.
const SQL: [&str; 8] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
];

/// Lists what is wrong with one file.
pub fn breaches(text: &Text) -> Vec<String> {
    if !text.is_rust() || is_exempt(&text.path) {
        return Vec::new();
    }
    let pure = PURE.iter().any(|folder| text.path.starts_with(folder));
    let sql_home = SQL_HOME.iter().any(|folder| text.path.starts_with(folder));
    let mut found = Vec::new();
    for (number, line) in product_lines(&text.content) {
        let mut breach = |what: String| {
            found.push(format!("{}:{}: {what}", text.path, number + 1));
        };
        if line.contains("#[allow(") || line.contains("#![allow(") {
            breach("use `#[expect(lint, reason = \"...\")]` instead of `allow`".to_owned());
        }
        if !sql_home
            && SQL
                .iter()
                .any(|statement| begins_statement(line, statement))
        {
            breach("SQL belongs in crates/store/src/table".to_owned());
        }
        if let Some(word) = IMPURE.iter().find(|word| pure && line.contains(**word)) {
            breach(format!(
                "`{word}` in a pure crate; pass it in through a port of `app`"
            ));
        }
    }
    found
}

/// Whether `statement` stands in `line` at the beginning of a text or of the line.
fn begins_statement(line: &str, statement: &str) -> bool {
    line.find(statement).is_some_and(|place| {
        line[..place]
            .chars()
            .next_back()
            .is_none_or(|before| before == '"' || before == ' ')
    })
}

fn is_exempt(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    path.starts_with("xtask/")
        || parts
            .iter()
            .any(|part| ["tests", "benches", "examples"].contains(part))
        || parts
            .last()
            .is_some_and(|name| ["tests.rs", "testing.rs", "build.rs"].contains(name))
}

/// The lines that reach the product, with their numbers: no comments, and nothing after the line that
/// opens the file's tests.
fn product_lines(content: &str) -> impl Iterator<Item = (usize, &str)> {
    content
        .lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_in(path: &str, content: &str) -> Vec<String> {
        breaches(&Text {
            path: path.to_owned(),
            content: content.to_owned(),
        })
    }

    #[test]
    fn sql_is_refused_outside_the_tables() {
        let line = "let rows = query(\"SELECT id FROM record\");\n";
        assert_eq!(breaches_in("crates/app/src/import.rs", line).len(), 1);
        assert!(breaches_in("crates/store/src/table/record.rs", line).is_empty());
    }

    #[test]
    fn a_clock_is_refused_in_a_pure_crate_only() {
        let line = "let now = Utc::now();\n";
        assert_eq!(
            breaches_in("crates/controls/src/evaluate.rs", line).len(),
            1
        );
        assert!(breaches_in("crates/app/src/ports.rs", line).is_empty());
    }

    #[test]
    fn comments_and_tests_are_exempt() {
        let text = "// SELECT nothing\nfn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert!(breaches_in("crates/domain/src/time.rs", text).is_empty());
    }

    #[test]
    fn an_allowed_lint_is_refused_everywhere() {
        let line = "#[allow(dead_code)]\n";
        assert_eq!(breaches_in("crates/cli/src/main.rs", line).len(), 1);
    }
}
