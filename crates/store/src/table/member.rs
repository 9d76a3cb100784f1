//! Tables `member`, `member_role` and `member_key`: people who sign in, their roles and their keys.

use changeproof_domain::member::{MemberRole, RoleTerm};
use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::digest::Digest;
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// What the person signs in with.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The event that tells of it.
    pub added_by: i64,
    /// The event after which the person signs in no more.
    pub deactivated_by: Option<i64>,
}

/// A role of a person for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRoleRow {
    /// Whose.
    pub member: String,
    /// Which role, and when.
    pub term: RoleTerm,
    /// The event that tells of it.
    pub set_by: i64,
}

/// A key of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberKeyRow {
    /// The public half; as text 64 hexadecimal digits.
    pub public_key: Digest,
    /// Whose.
    pub member: String,
    /// The private half, sealed: JSON. None once it signs no more.
    pub sealed: Option<String>,
    /// Whether another person chose its passphrase.
    pub temporary: bool,
    /// The event that tells of it.
    pub made_by: i64,
    /// The event after which it signs no more.
    pub ended_by: Option<i64>,
}

fn member(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        id: row.get(0)?,
        name: row.get(1)?,
        added_by: row.get(2)?,
        deactivated_by: row.get(3)?,
    })
}

fn member_key(row: &Row<'_>) -> rusqlite::Result<MemberKeyRow> {
    Ok(MemberKeyRow {
        public_key: row.get(0)?,
        member: row.get(1)?,
        sealed: row.get(2)?,
        temporary: row.get(3)?,
        made_by: row.get(4)?,
        ended_by: row.get(5)?,
    })
}

fn day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Damaged(format!("a role of a person has the date '{text}'")))
}

fn member_role(row: &Row<'_>) -> Result<MemberRoleRow, StoreError> {
    let (role, from, to): (String, String, Option<String>) =
        (row.get(1)?, row.get(2)?, row.get(3)?);
    let known = MemberRole::from_id(&role);
    let role =
        known.ok_or_else(|| StoreError::Damaged(format!("a person has the role '{role}'")))?;
    Ok(MemberRoleRow {
        member: row.get(0)?,
        term: RoleTerm {
            role,
            from: day(&from)?,
            to: to.as_deref().map(day).transpose()?,
        },
        set_by: row.get(4)?,
    })
}

impl Reader<'_> {
    /// Whether people sign in to this workspace.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn has_members(&self) -> Result<bool, StoreError> {
        let found = self
            .connection()
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM member)")?
            .query_row([], |row| row.get(0))?;
        Ok(found)
    }

    /// People who sign in or did, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn members(&self) -> Result<Vec<MemberRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, name, added_by, deactivated_by FROM member ORDER BY added_by, id",
        )?;
        let rows = statement.query_map([], member)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The roles of all people, each person's in their order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one cannot be read.
    pub fn member_roles(&self) -> Result<Vec<MemberRoleRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT member, role, from_date, to_date, set_by FROM member_role
             ORDER BY member, ordinal",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(member_role(row)?);
        }
        Ok(found)
    }

    /// The keys of all people, the oldest first.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn member_keys(&self) -> Result<Vec<MemberKeyRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT public_key, member, sealed, temporary, made_by, ended_by FROM member_key
             ORDER BY made_by, public_key",
        )?;
        let rows = statement.query_map([], member_key)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Adds a person.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_member(&self, id: &str, name: &str, added_by: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("INSERT INTO member (id, name, added_by) VALUES (?1, ?2, ?3)")?
            .execute(params![id, name, added_by])?;
        Ok(())
    }

    /// Notes that a person signs in no more.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn deactivate_member(&self, id: &str, event: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("UPDATE member SET deactivated_by = ?2 WHERE id = ?1")?
            .execute(params![id, event])?;
        Ok(())
    }

    /// Puts roles in the place of those that a person had.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn set_member_roles(
        &self,
        member: &str,
        terms: &[RoleTerm],
        event: i64,
    ) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("DELETE FROM member_role WHERE member = ?1")?
            .execute([member])?;
        let mut insert = self.connection().prepare_cached(
            "INSERT INTO member_role (member, ordinal, role, from_date, to_date, set_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (ordinal, term) in terms.iter().enumerate() {
            insert.execute(params![
                member,
                i64::try_from(ordinal).unwrap_or(i64::MAX),
                term.role.id(),
                term.from.to_string(),
                term.to.map(|day| day.to_string()),
                event
            ])?;
        }
        Ok(())
    }

    /// Adds a key.
    ///
    /// # Errors
    ///
    /// What SQLite says: a key is added once.
    pub fn add_member_key(&self, key: &MemberKeyRow) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached(
                "INSERT INTO member_key (public_key, member, sealed, temporary, made_by, ended_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                key.public_key,
                key.member,
                key.sealed,
                key.temporary,
                key.made_by,
                key.ended_by
            ])?;
        Ok(())
    }

    /// Notes that a person's keys sign no more after an event, and lets go of their private halves.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn end_member_keys(&self, member: &str, event: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached(
                "UPDATE member_key SET ended_by = ?2, sealed = NULL
                 WHERE member = ?1 AND ended_by IS NULL",
            )?
            .execute(params![member, event])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{draft, new_workspace};

    fn key(letter: &[u8], made_by: i64) -> MemberKeyRow {
        MemberKeyRow {
            public_key: Digest::of(letter),
            member: "ana".to_owned(),
            sealed: Some("{}".to_owned()),
            temporary: false,
            made_by,
            ended_by: None,
        }
    }

    #[test]
    fn people_roles_and_keys_come_back_as_they_were_written() {
        let (_folder, mut workspace) = new_workspace();
        let writer = workspace.write().unwrap();
        assert!(!writer.has_members().unwrap());
        let event = writer.append(draft("person.added")).unwrap().sequence;
        writer.add_member("ana", "Ana Silva", event).unwrap();
        let day = |day| NaiveDate::from_ymd_opt(2025, 1, day).unwrap();
        let term = RoleTerm {
            role: MemberRole::Approver,
            from: day(1),
            to: None,
        };
        let ended = RoleTerm {
            to: Some(day(9)),
            ..term
        };
        writer.set_member_roles("ana", &[term], event).unwrap();
        writer.set_member_roles("ana", &[ended, term], 1).unwrap();
        let roles = writer.member_roles().unwrap();
        let terms: Vec<RoleTerm> = roles.iter().map(|row| row.term).collect();
        assert_eq!(terms, [ended, term], "instead of the one before");
        assert!(roles.iter().all(|row| row.set_by == 1));
        writer.deactivate_member("ana", event).unwrap();
        assert_eq!(
            writer.members().unwrap(),
            [MemberRow {
                id: "ana".to_owned(),
                name: "Ana Silva".to_owned(),
                added_by: event,
                deactivated_by: Some(event),
            }]
        );
        assert!(writer.has_members().unwrap());
    }

    #[test]
    fn a_replaced_key_keeps_its_public_half_alone() {
        let (_folder, mut workspace) = new_workspace();
        let writer = workspace.write().unwrap();
        let event = writer.append(draft("person.added")).unwrap().sequence;
        writer.add_member("ana", "Ana Silva", event).unwrap();
        writer.add_member_key(&key(b"a", 1)).unwrap();
        assert!(writer.add_member_key(&key(b"a", 1)).is_err(), "added once");
        writer.end_member_keys("ana", event).unwrap();
        writer.add_member_key(&key(b"b", event)).unwrap();
        let old = MemberKeyRow {
            sealed: None,
            ended_by: Some(event),
            ..key(b"a", 1)
        };
        assert_eq!(writer.member_keys().unwrap(), [old, key(b"b", event)]);
    }
}
