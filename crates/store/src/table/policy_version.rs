//! Table `policy_version`: the versions of the policy profile after the built-in one.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::digest::Digest;
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// A version of the policy profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersionRow {
    /// 2 for the first that was imported.
    pub number: u32,
    /// The first day in force.
    pub from: NaiveDate,
    /// Why it was made.
    pub reason: String,
    /// Who made it, as it was given.
    pub person: Option<String>,
    /// Its TOML.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: Digest,
    /// The event that tells of it.
    pub added_by: i64,
}

fn policy_version(row: &Row<'_>) -> Result<PolicyVersionRow, StoreError> {
    let from: String = row.get(1)?;
    Ok(PolicyVersionRow {
        number: row.get(0)?,
        from: from.parse().map_err(|_| {
            StoreError::Damaged(format!("a version of the policy has the date '{from}'"))
        })?,
        reason: row.get(2)?,
        person: row.get(3)?,
        text: row.get(4)?,
        sha256: row.get(5)?,
        added_by: row.get(6)?,
    })
}

impl Reader<'_> {
    /// The versions that were there when the log ended with an event, the first first.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one cannot be read.
    pub fn policy_versions(&self, as_of: i64) -> Result<Vec<PolicyVersionRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, from_date, reason, person, text, sha256, added_by
             FROM policy_version WHERE added_by <= ?1 ORDER BY number",
        )?;
        let mut rows = statement.query([as_of])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(policy_version(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Adds a version.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_policy_version(&self, version: &PolicyVersionRow) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached(
                "INSERT INTO policy_version (number, from_date, reason, person, text, sha256, added_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                version.number,
                version.from.to_string(),
                version.reason,
                version.person,
                version.text,
                version.sha256,
                version.added_by,
            ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{draft, new_workspace};

    #[test]
    fn versions_come_back_as_of_an_event() {
        let (_folder, mut workspace) = new_workspace();
        let writer = workspace.write().unwrap();
        let mut all = Vec::new();
        for number in [2, 3] {
            let event = writer.append(draft("policy_version_added")).unwrap();
            let version = PolicyVersionRow {
                number,
                from: NaiveDate::from_ymd_opt(2025, number, 1).unwrap(),
                reason: "A decision".to_owned(),
                person: (number == 2).then(|| "Ana Silva".to_owned()),
                text: format!("number = {number}"),
                sha256: Digest::of(b"text"),
                added_by: event.sequence,
            };
            writer.add_policy_version(&version).unwrap();
            all.push(version);
        }
        assert_eq!(writer.policy_versions(i64::MAX).unwrap(), all);
        let before = writer.policy_versions(all[0].added_by).unwrap();
        assert_eq!(before, all[..1], "the second came later");
        let again = writer.add_policy_version(&all[0]);
        assert!(again.is_err(), "a number is given once");
    }
}
