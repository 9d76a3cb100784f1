//! Whether a file holds all pages of a search.

use super::super::elements;
use crate::collector::Collector;
use crate::container::json::JsonText;

/// How many issues a page holds: by default, and at most in the versions of the API.
const PAGE_LIMITS: &[usize] = &[50, 100, 1000, 5000];

/// Signs that there are more issues than the file holds.
pub fn note_cut(collector: &mut Collector<'_>, json: &JsonText<'_>) {
    let found = json.elements.len() as u64;
    let totals = json
        .pages
        .iter()
        .filter_map(|page| json.member(page, "total"));
    let total = totals.filter_map(|total| total.parse::<u64>().ok()).max();
    if let Some(total) = total
        && total > found
    {
        collector.cut(
            format!(
                "The file holds {found} of {total} issues; export the other pages (startAt) and \
                 append them."
            ),
            Some(total),
        );
        return;
    }
    let last = json.pages.last();
    let is_last = last.and_then(|page| json.member(page, "isLast"));
    let token = last.and_then(|page| json.member(page, "nextPageToken"));
    let has_token = token.is_some_and(|token| token != "null" && token != "\"\"");
    if is_last == Some("false") || (is_last.is_none() && has_token) {
        collector.cut(
            "The last page says that there are more issues (isLast: false, nextPageToken); export \
             the other pages and append them."
                .to_owned(),
            None,
        );
        return;
    }
    // A page without a token ends pages that have one.
    let has_tokens = |page| json.member(page, "nextPageToken").is_some();
    if total.is_none()
        && is_last != Some("true")
        && !json.pages.iter().any(has_tokens)
        && let Some(count) = elements::full_last_page(json, "maxResults", PAGE_LIMITS)
    {
        collector.cut(
            format!(
                "The last page holds {count} issues, as many as one page can hold, and neither \
                 'total' nor 'isLast' says whether there are others; export again with all that \
                 the answers say."
            ),
            None,
        );
    }
}
