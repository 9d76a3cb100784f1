//! What a commit changed, where its log shows it: the files of `--name-status` or `-p`, and the identity
//! of the patch.
//!
//! The identity is that of `git patch-id --stable`: for each file the SHA-1 of its changes without line
//! numbers and white space, summed up whatever the order of the files.
//! See <https://git-scm.com/docs/git-patch-id>.

use changeproof_domain::field::Field;
use sha1::{Digest, Sha1};

/// What a commit changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// The paths; both of a renamed file.
    pub(super) files: Field<Vec<String>>,
    /// The identity of the patch.
    pub(super) patch_id: Field<String>,
}

/// Whether a log shows what its commits changed. Messages are indented, so that no line of them is taken
/// for a line of a list.
pub(super) fn are_shown(text: &str) -> bool {
    ["\ndiff --git ", "\nM\t", "\nA\t", "\nD\t"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// What one commit of a log that shows it changed. Of a merge only a patch against its first parent tells;
/// what git prints of several parents leaves files out, and nothing printed is nothing told.
pub(super) fn of(block: &str, parents: usize) -> Changes {
    let lines = || behind_message(block);
    let is_combined = |line: &str| line.starts_with("diff --cc ") || line.starts_with("diff --com");
    let of_one_parent = block.lines().next().is_some_and(|l| l.contains(" (from "));
    if of_one_parent || lines().any(is_combined) {
        return Changes::default();
    }
    let is_merge = parents > 1;
    let files = match files(lines()) {
        Some(files) if files.is_empty() && is_merge => Field::NotExported,
        Some(files) if files.is_empty() => Field::Empty,
        Some(files) => Field::Value(files),
        None => Field::NotExported,
    };
    let patch_id = match patch_id(lines()) {
        Some(id) if !is_merge => Field::Value(id),
        Some(_) | None => Field::NotExported,
    };
    Changes { files, patch_id }
}

/// The lines behind headers and message.
fn behind_message(block: &str) -> impl Iterator<Item = &str> {
    let headers = |line: &&str| !line.trim_end_matches('\r').is_empty();
    block
        .split('\n')
        .skip_while(headers)
        .skip_while(|line| line.starts_with("    ") || line.trim_end_matches('\r').is_empty())
}

/// The paths; none where one of them cannot be told.
fn files<'t>(lines: impl Iterator<Item = &'t str>) -> Option<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    // Both names of the file whose header is read: what follows may tell them better.
    let mut untold = false;
    let mut in_header = false;
    for line in lines {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(names) = line.strip_prefix("diff --git ") {
            if untold {
                return None;
            }
            in_header = true;
            match same_name(names) {
                Some(name) => found.push(name),
                None => untold = true,
            }
        } else if line.starts_with("@@ ") || line.starts_with("GIT binary patch") {
            in_header = false;
        } else if in_header {
            let renamed = ["rename from ", "rename to ", "copy from ", "copy to "];
            if let Some(name) = renamed.iter().find_map(|sign| line.strip_prefix(sign)) {
                found.push(unquoted(name)?);
                untold = false;
            }
        } else if let Some(names) = listed(line) {
            for name in names.split('\t') {
                found.push(unquoted(name)?);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    (!untold).then_some(found)
}

/// The names of a line of `--name-status`, such as `M`, a tab and a path, or `R087` and two of them.
fn listed(line: &str) -> Option<&str> {
    let (status, names) = line.split_once('\t')?;
    let (letter, score) = (status.chars().next()?, status.get(1..)?);
    let is_status = "ACDMRTUXB".contains(letter) && score.bytes().all(|c| c.is_ascii_digit());
    is_status.then_some(names)
}

/// The name in `a/NAME b/NAME`, where both are the same; the prefixes can be switched off.
fn same_name(names: &str) -> Option<String> {
    let (first, second) = if names.starts_with('"') {
        let end = closing_quote(names)?;
        (
            unquoted(&names[..end])?,
            unquoted(names[end..].strip_prefix(' ')?)?,
        )
    } else {
        let middle = names.len() / 2;
        if names.as_bytes().get(middle) != Some(&b' ') {
            return None;
        }
        (names[..middle].to_owned(), names[middle + 1..].to_owned())
    };
    match (first.strip_prefix("a/"), second.strip_prefix("b/")) {
        (Some(first), Some(second)) if first == second => Some(first.to_owned()),
        _ => (first == second).then_some(first),
    }
}

/// The byte behind the quote that closes a quoted name.
fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// A name as git quotes it: in double quotes with escapes where it has unusual characters.
fn unquoted(name: &str) -> Option<String> {
    let Some(quoted) = name.strip_prefix('"') else {
        return Some(name.to_owned());
    };
    let mut bytes = quoted.strip_suffix('"')?.bytes();
    let mut found = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            found.push(byte);
            continue;
        }
        found.push(match bytes.next()? {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            first @ b'0'..=b'3' => {
                let digit = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
                let (second, third) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                (first - b'0') * 64 + second * 8 + third
            }
            other @ (b'"' | b'\\') => other,
            _ => return None,
        });
    }
    String::from_utf8(found).ok()
}

/// Where in a patch a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// In the header of a file.
    Header,
    /// Among the changes of a file: so many lines of the old and of the new text are still to come.
    Hunk { before: usize, after: usize },
    /// Behind the mark of a file that is no text.
    Binary,
}

/// What `git patch-id --stable` gives; none where there is no patch.
fn patch_id<'t>(lines: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut sum = [0_u8; 20];
    let mut hash = Sha1::new();
    let mut begun = false;
    let mut at = At::Header;
    let (mut old, mut new) = ("", "");
    for line in lines {
        // 'No newline at end of file', in the reader's language.
        if line.starts_with("\\ ") && line.len() > 11 {
            continue;
        }
        let is_file = line.starts_with("diff ");
        if !begun && !is_file {
            continue;
        }
        match at {
            At::Header => {
                if line.starts_with("GIT binary patch") || line.starts_with("Binary files") {
                    hash.update(old);
                    hash.update(new);
                    add(&mut sum, &mut hash);
                    at = At::Binary;
                    continue;
                }
                if let Some(names) = line.strip_prefix("index ") {
                    if let Some((first, rest)) = names.split_once("..") {
                        (old, new) = (first, rest.split([' ', '\r']).next().unwrap_or_default());
                    }
                    continue;
                }
                if line.starts_with("--- ") {
                    at = At::Hunk {
                        before: 1,
                        after: 1,
                    };
                } else if !line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    break;
                }
            }
            At::Binary => {
                if is_file {
                    at = At::Header;
                }
                continue;
            }
            At::Hunk {
                before: 0,
                after: 0,
            } => {
                if let Some(counts) = line.strip_prefix("@@ -") {
                    let (before, after) = hunk(counts);
                    at = At::Hunk { before, after };
                    continue;
                }
                if !is_file {
                    break;
                }
                add(&mut sum, &mut hash);
                at = At::Header;
            }
            At::Hunk { .. } => {}
        }
        if let At::Hunk { before, after } = &mut at {
            let first = line.bytes().next();
            if matches!(first, Some(b'-' | b' ')) {
                *before = before.saturating_sub(1);
            }
            if matches!(first, Some(b'+' | b' ')) {
                *after = after.saturating_sub(1);
            }
        }
        begun = true;
        for part in line.split([' ', '\t', '\r']) {
            hash.update(part);
        }
    }
    add(&mut sum, &mut hash);
    begun.then(|| sum.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The numbers of lines in `12,7 +12,9 @@`; without a comma it is one.
fn hunk(counts: &str) -> (usize, usize) {
    let count = |range: &str| match range.split_once(',') {
        Some((_, count)) => count.parse().unwrap_or(0),
        None => 1,
    };
    let mut ranges = counts.split(' ');
    let before = ranges.next().map_or(0, count);
    (before, ranges.next().map_or(0, count))
}

/// Adds the hash of a file to the sum, as numbers whose first byte is the lowest.
fn add(sum: &mut [u8; 20], hash: &mut Sha1) {
    let mut carry = 0_u16;
    for (total, byte) in sum.iter_mut().zip(hash.finalize_reset()) {
        carry += u16::from(*total) + u16::from(byte);
        [*total, _] = carry.to_le_bytes();
        carry >>= 8;
    }
}

#[cfg(test)]
mod tests;
