//! `post-change-reviews.csv`: the register of reviews that were held after emergencies.

use std::io::{self, Write};
use std::path::Path;

use super::super::people::Staff;
use super::super::story::PostChangeReview;
use super::csv_text::{LineEnd, write_row};
use super::{Output, create};

const HEADER: [&str; 6] = [
    "change",
    "reviewed_at",
    "reviewed_by",
    "outcome",
    "code_reviewed",
    "notes",
];

/// The register.
pub struct PostChangeReviewFile(Output);

impl PostChangeReviewFile {
    /// Opens the register and writes its header.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut out = create(folder, "post-change-reviews.csv")?;
        write_row(&mut out, &HEADER, LineEnd::CrLf)?;
        Ok(Self(out))
    }

    /// Adds the review of the change `key`.
    pub fn push(&mut self, key: &str, review: &PostChangeReview, staff: &Staff) -> io::Result<()> {
        let at = review.at.iso();
        let by = &staff.person(review.by).email;
        let code = if review.code_reviewed { "yes" } else { "no" };
        write_row(
            &mut self.0,
            &[key, &at, by, &review.outcome, code, ""],
            LineEnd::CrLf,
        )
    }

    /// Ends the register.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
