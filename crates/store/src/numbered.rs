//! The stored form of a record: MessagePack, in which fields and words of enums are numbers, not names.
//!
//! Names would be half of the bytes, and comparing them most of the work of reading. A field's number is
//! its place in its type, counted from 0; where an export left it out, its number is left out as well, so
//! that fields can be added behind the others later. A test holds the numbers.

use rmp::encode::{self as msgpack, ValueWriteError};
use rmp_serde::encode::Error;
use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

/// Writes a value behind what is there.
///
/// # Errors
///
/// Where the value is of a form that no record has, such as an enum with values.
pub(crate) fn write(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    value.serialize(Numbered { out })
}

fn unsupported<T>(form: &'static str) -> Result<T, Error> {
    Err(Error::InvalidDataModel(form))
}

fn length(of: usize) -> Result<u32, Error> {
    u32::try_from(of).map_err(|_| Error::InvalidDataModel("a list of more than 2^32 values"))
}

/// Writes one value.
struct Numbered<'o> {
    out: &'o mut Vec<u8>,
}

/// Writes the values of a list, one behind the other.
struct Values<'o> {
    out: &'o mut Vec<u8>,
}

/// Writes the fields of a record, each behind its number.
struct Fields<'o> {
    out: &'o mut Vec<u8>,
    number: u64,
}

impl<'o> Serializer for Numbered<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Values<'o>;
    type SerializeTuple = Values<'o>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Values<'o>;
    type SerializeStruct = Fields<'o>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        msgpack::write_bool(self.out, value).map_err(ValueWriteError::InvalidMarkerWrite)?;
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        msgpack::write_sint(self.out, value)?;
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        msgpack::write_uint(self.out, value)?;
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        msgpack::write_f64(self.out, value)?;
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        msgpack::write_str(self.out, value)?;
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        msgpack::write_bin(self.out, value)?;
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        msgpack::write_nil(self.out).map_err(ValueWriteError::InvalidMarkerWrite)?;
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &str, number: u32, _: &str) -> Result<(), Error> {
        self.serialize_u32(number)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        unsupported("an enum with values")
    }

    fn serialize_seq(self, count: Option<usize>) -> Result<Values<'o>, Error> {
        msgpack::write_array_len(self.out, length(count.ok_or(Error::UnknownLength)?)?)?;
        Ok(Values { out: self.out })
    }

    fn serialize_tuple(self, count: usize) -> Result<Values<'o>, Error> {
        self.serialize_seq(Some(count))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        unsupported("a struct without names")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        unsupported("an enum with values")
    }

    fn serialize_map(self, count: Option<usize>) -> Result<Values<'o>, Error> {
        msgpack::write_map_len(self.out, length(count.ok_or(Error::UnknownLength)?)?)?;
        Ok(Values { out: self.out })
    }

    fn serialize_struct(self, _: &'static str, count: usize) -> Result<Fields<'o>, Error> {
        msgpack::write_map_len(self.out, length(count)?)?;
        Ok(Fields {
            out: self.out,
            number: 0,
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        unsupported("an enum with values")
    }
}

impl SerializeSeq for Values<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Numbered { out: self.out })
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeTuple for Values<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Numbered { out: self.out })
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeMap for Values<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        key.serialize(Numbered { out: self.out })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Numbered { out: self.out })
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        msgpack::write_uint(self.out, self.number)?;
        self.number += 1;
        value.serialize(Numbered { out: self.out })
    }

    fn skip_field(&mut self, _: &'static str) -> Result<(), Error> {
        self.number += 1;
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use changeproof_domain::account::{Account, AccountKind, System};
    use changeproof_domain::field::Field;
    use changeproof_domain::record::{
        Approval, ApprovalDecision, Artifact, Attestation, ChangeApproval, ChangeRecord, Check,
        CheckConclusion, Commit, Deployment, DeploymentSource, DeploymentState, DeploymentStatus,
        ExceptionEntry, FieldChange, GitPerson, GitRef, Holiday, Incident, IncidentAction,
        IncidentActionKind, InventoryEntry, MonitoringResult, PipelineRun, PolicyReview,
        PolicyTrigger, PostChangeReview, ProtectionSnapshot, PullRequest, PullRequestCommit,
        PullRequestState, RecordSource, Review, ReviewState, RosterEntry, SecretFinding,
        SecretScan, SecretStatus, StandardChange,
    };
    use serde::de::{Deserialize, Deserializer, Error as _, Visitor, value};
    use serde::forward_to_deserialize_any;

    use super::*;

    /// Asked for a type it answers the names of its fields or words, in the order of their numbers.
    struct Names;

    impl<'de> Deserializer<'de> for Names {
        type Error = value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
            Err(value::Error::custom("neither a struct nor an enum"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            name: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, value::Error> {
            let fields = fields.join(" ");
            Err(value::Error::custom(format_args!("{name}: {fields}")))
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            name: &'static str,
            words: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, value::Error> {
            self.deserialize_struct(name, words, visitor)
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
        }
    }

    fn names<'de, T: Deserialize<'de> + fmt::Debug>() -> String {
        T::deserialize(Names).unwrap_err().to_string()
    }

    #[test]
    fn files_keep_the_numbers_so_names_may_only_be_added_behind_the_others() {
        let found = [
            names::<Account>(),
            names::<AccountKind>(),
            names::<System>(),
            names::<Approval>(),
            names::<ApprovalDecision>(),
            names::<Artifact>(),
            names::<Attestation>(),
            names::<ChangeApproval>(),
            names::<ChangeRecord>(),
            names::<Check>(),
            names::<CheckConclusion>(),
            names::<Commit>(),
            names::<Deployment>(),
            names::<DeploymentSource>(),
            names::<DeploymentState>(),
            names::<DeploymentStatus>(),
            names::<ExceptionEntry>(),
            names::<FieldChange>(),
            names::<GitPerson>(),
            names::<GitRef>(),
            names::<Holiday>(),
            names::<Incident>(),
            names::<IncidentAction>(),
            names::<IncidentActionKind>(),
            names::<InventoryEntry>(),
            names::<MonitoringResult>(),
            names::<PipelineRun>(),
            names::<PolicyReview>(),
            names::<PolicyTrigger>(),
            names::<PostChangeReview>(),
            names::<ProtectionSnapshot>(),
            names::<PullRequest>(),
            names::<PullRequestCommit>(),
            names::<PullRequestState>(),
            names::<RecordSource>(),
            names::<Review>(),
            names::<ReviewState>(),
            names::<RosterEntry>(),
            names::<StandardChange>(),
            names::<SecretFinding>(),
            names::<SecretScan>(),
            names::<SecretStatus>(),
        ];
        let known = include_str!("numbered.txt").lines();
        for (found, known) in found.iter().zip(known.clone()) {
            assert_eq!(
                found, known,
                "a number in the file would mean something else"
            );
        }
        assert_eq!(found.len(), known.count());
    }

    #[test]
    fn a_field_that_was_left_out_leaves_its_number_out() {
        let review = Review {
            author: Field::NotExported,
            state: ReviewState::Commented,
            submitted_at: Field::Empty,
            commit: Field::Value("abc".to_owned()),
        };
        let mut out = Vec::new();
        write(&mut out, &review).unwrap();
        assert_eq!(
            out,
            [0x83, 1, 2, 2, 0xC0, 3, 0xA3, b'a', b'b', b'c'],
            "state: 2, submitted_at: nil, commit: abc"
        );
        assert_eq!(rmp_serde::from_slice::<Review>(&out).unwrap(), review);
    }

    #[test]
    fn a_field_of_a_newer_version_is_passed_over() {
        let stored = [0x82, 1, 0, 60, 0x91, 0xA1, b'x'];
        let review: Review = rmp_serde::from_slice(&stored).unwrap();
        assert_eq!(review.state, ReviewState::Approved);
    }

    #[test]
    fn an_enum_with_values_is_refused() {
        let refused = write(&mut Vec::new(), &Ok::<u8, u8>(1));
        assert!(matches!(refused, Err(Error::InvalidDataModel(_))));
    }
}
