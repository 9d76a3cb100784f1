//! Original bytes of imported files: chunks of 1 MiB, compressed each by itself and kept once, so
//! that any byte range can be shown without unpacking the whole file.

use std::ops::Range;

use rayon::prelude::*;

use crate::compression;
use crate::digest::{Digest, DigestWriter};
use crate::error::StoreError;
use crate::table;
use crate::workspace::{Reader, Writer};

/// The length of a chunk before compression; the last one may be shorter.
pub const CHUNK_BYTES: usize = 1 << 20;

/// From this length on a file is compressed on all cores.
const LARGE: usize = 8 * CHUNK_BYTES;

/// One compressed chunk.
#[derive(Debug)]
pub(crate) struct PackedChunk {
    /// SHA-256 of the compressed bytes.
    pub(crate) hash: Digest,
    /// The number of bytes before compression.
    pub(crate) bytes: usize,
    pub(crate) data: Vec<u8>,
}

/// A file's bytes, hashed and compressed: made on any thread, then given to a [`Writer`].
#[derive(Debug)]
pub struct PackedBlob {
    /// SHA-256 of the whole as it came.
    pub sha256: Digest,
    /// SHA-256 of these bytes, where secrets in them were masked.
    pub kept_sha256: Option<Digest>,
    /// The length of the whole.
    pub bytes: u64,
    pub(crate) chunks: Vec<PackedChunk>,
}

impl PackedBlob {
    /// Compresses bytes whose digest is known.
    ///
    /// # Errors
    ///
    /// What the compressor says.
    pub fn pack(sha256: Digest, bytes: &[u8]) -> Result<PackedBlob, StoreError> {
        let pack = |raw: &[u8]| -> Result<PackedChunk, StoreError> {
            let data = compression::pack(raw)?;
            Ok(PackedChunk {
                hash: Digest::of(&data),
                bytes: raw.len(),
                data,
            })
        };
        // Small files come many at a time, and each on a thread of its own already.
        let chunks = if bytes.len() > LARGE {
            bytes.par_chunks(CHUNK_BYTES).map(pack).collect()
        } else {
            bytes
                .chunks(CHUNK_BYTES)
                .map(pack)
                .collect::<Result<_, _>>()
        }?;
        Ok(PackedBlob {
            sha256,
            kept_sha256: None,
            bytes: bytes.len() as u64,
            chunks,
        })
    }

    /// The same, of a copy in which secrets were masked.
    #[must_use]
    pub fn masked(mut self, kept_sha256: Option<Digest>) -> PackedBlob {
        self.kept_sha256 = kept_sha256;
        self
    }
}

fn unpack(data: &[u8], bytes: usize) -> Result<Vec<u8>, StoreError> {
    compression::unpack(data, bytes).ok_or_else(|| {
        StoreError::Damaged("a piece of an imported file cannot be unpacked".to_owned())
    })
}

impl Writer<'_> {
    /// Keeps a file's bytes. Bytes that are there already are not written again; a copy that was masked
    /// otherwise takes the place of the earlier one.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn keep(&self, blob: &PackedBlob) -> Result<(), StoreError> {
        let connection = self.connection();
        let id = match table::blob::find(connection, blob.sha256)? {
            Some((id, _)) if table::blob::kept_digest(connection, id)? == blob.kept_sha256 => {
                return Ok(());
            }
            Some((id, _)) => {
                table::blob::empty(connection, id, blob.kept_sha256)?;
                id
            }
            None => table::blob::insert(connection, blob)?,
        };
        for (ordinal, chunk) in blob.chunks.iter().enumerate() {
            let chunk = table::chunk::insert(connection, chunk)?;
            table::blob::insert_chunk(connection, id, ordinal, chunk)?;
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// A range of a kept file; unpacks only the chunks that it touches. What lies behind the end of
    /// the file is left out. `None` where no such file was kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where a chunk cannot be unpacked.
    pub fn original(
        &self,
        sha256: Digest,
        range: Range<u64>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let connection = self.connection();
        let Some((id, length)) = table::blob::find(connection, sha256)? else {
            return Ok(None);
        };
        let end = range.end.min(length);
        let start = range.start.min(end);
        let size = CHUNK_BYTES as u64;
        let mut found = Vec::with_capacity(usize::try_from(end - start).unwrap_or(0));
        for ordinal in start / size..end.div_ceil(size) {
            let (data, bytes) = table::chunk::select(connection, id, ordinal)?;
            let raw = unpack(&data, bytes)?;
            let base = ordinal * size;
            let from = usize::try_from(start.saturating_sub(base)).unwrap_or(0);
            let to = usize::try_from(end - base).map_or(raw.len(), |to| to.min(raw.len()));
            found.extend_from_slice(raw.get(from..to).unwrap_or(&[]));
        }
        Ok(Some(found))
    }

    /// Unpacks a kept file and tells whether its bytes are what its digest says: that of the masked copy,
    /// where secrets were masked.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn original_is_intact(&self, sha256: Digest) -> Result<bool, StoreError> {
        match table::blob::find(self.connection(), sha256)? {
            Some((id, length)) => self.is_intact(id, sha256, length),
            None => Ok(false),
        }
    }

    /// The digest of a kept file's bytes where secrets in them were masked.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn masked_digest(&self, sha256: Digest) -> Result<Option<Digest>, StoreError> {
        match table::blob::find(self.connection(), sha256)? {
            Some((id, _)) => table::blob::kept_digest(self.connection(), id),
            None => Ok(None),
        }
    }

    fn is_intact(&self, id: i64, sha256: Digest, length: u64) -> Result<bool, StoreError> {
        let mut digest = DigestWriter::default();
        for ordinal in 0..length.div_ceil(CHUNK_BYTES as u64) {
            let raw = table::chunk::select(self.connection(), id, ordinal)
                .and_then(|(data, bytes)| unpack(&data, bytes));
            match raw {
                Ok(raw) => digest.add(&raw),
                Err(StoreError::Damaged(_)) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        let kept = table::blob::kept_digest(self.connection(), id)?;
        Ok(digest.finish() == kept.unwrap_or(sha256))
    }

    /// Unpacks every kept file and answers those whose bytes are not what their digest says.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn changed_originals(&self) -> Result<Vec<Digest>, StoreError> {
        let mut changed = Vec::new();
        for (id, sha256, length) in table::blob::all(self.connection())? {
            if !self.is_intact(id, sha256, length)? {
                changed.push(sha256);
            }
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::new_workspace;
    use crate::workspace::Workspace;

    /// Bytes that differ everywhere and do not compress to nothing.
    fn bytes(length: usize) -> Vec<u8> {
        (0..length)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect()
    }

    fn kept(content: &[u8]) -> (tempfile::TempDir, Workspace, Digest) {
        let (folder, mut workspace) = new_workspace();
        let blob = PackedBlob::pack(Digest::of(content), content).unwrap();
        let writer = workspace.write().unwrap();
        writer.keep(&blob).unwrap();
        writer.commit().unwrap();
        (folder, workspace, blob.sha256)
    }

    #[test]
    fn a_range_over_chunk_borders_comes_back_as_it_was() {
        let content = bytes(2 * CHUNK_BYTES + 777);
        let (_folder, workspace, sha256) = kept(&content);
        let reader = workspace.read().unwrap();
        let size = CHUNK_BYTES;
        for range in [
            0..10,
            size - 3..size + 3,
            size - 1..2 * size + 1,
            2 * size..2 * size + 777,
            0..content.len(),
            5..5,
        ] {
            let asked = range.start as u64..range.end as u64;
            let found = reader.original(sha256, asked).unwrap().unwrap();
            assert!(found == content[range.clone()], "range {range:?}");
        }
    }

    #[test]
    fn a_range_behind_the_end_is_cut_there() {
        let content = bytes(1000);
        let (_folder, workspace, sha256) = kept(&content);
        let reader = workspace.read().unwrap();
        assert_eq!(
            reader.original(sha256, 990..2000).unwrap().unwrap(),
            content[990..]
        );
        let behind = reader.original(sha256, 5000..6000).unwrap();
        assert_eq!(behind, Some(Vec::new()), "nothing lies there");
    }

    #[test]
    fn a_masked_copy_is_held_against_its_own_digest_and_gives_place_to_another() {
        let (_folder, mut workspace) = new_workspace();
        let came = Digest::of(b"user:secret");
        for content in [&b"user:secret"[..], b"user:******", b"****:******"] {
            let kept = Digest::of(content);
            let masked = (kept != came).then_some(kept);
            let blob = PackedBlob::pack(came, content).unwrap().masked(masked);
            let writer = workspace.write().unwrap();
            writer.keep(&blob).unwrap();
            writer.commit().unwrap();
            let reader = workspace.read().unwrap();
            assert_eq!(reader.original(came, 0..99).unwrap().unwrap(), content);
            assert_eq!(reader.masked_digest(came).unwrap(), masked);
            assert_eq!(reader.changed_originals().unwrap(), []);
        }
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        let chunks: i64 = raw
            .query_row("SELECT count(*) FROM chunk", [], |row| row.get(0))
            .unwrap();
        assert_eq!(chunks, 1, "nothing is left of the earlier copies");
    }

    #[test]
    fn equal_chunks_are_kept_once() {
        let (folder, mut workspace) = new_workspace();
        let first = bytes(CHUNK_BYTES);
        let twice = [first.clone(), first.clone()].concat();
        let writer = workspace.write().unwrap();
        for content in [&first, &twice] {
            let blob = PackedBlob::pack(Digest::of(content), content).unwrap();
            writer.keep(&blob).unwrap();
        }
        writer.commit().unwrap();
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        let chunks: i64 = raw
            .query_row("SELECT count(*) FROM chunk", [], |row| row.get(0))
            .unwrap();
        assert_eq!(chunks, 1, "three times the same mebibyte");
        let reader = workspace.read().unwrap();
        let whole = 0..twice.len() as u64;
        let found = reader.original(Digest::of(&twice), whole).unwrap();
        assert!(found.unwrap() == twice, "the second file is whole");
        drop(folder);
    }

    #[test]
    fn one_changed_byte_in_a_chunk_is_found() {
        let content = bytes(5000);
        let (_folder, workspace, sha256) = kept(&content);
        assert_eq!(workspace.read().unwrap().changed_originals().unwrap(), []);
        let other = compression::pack(&bytes(4999)).unwrap();
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        raw.execute("UPDATE chunk SET data = ?1", [other]).unwrap();
        assert_eq!(
            workspace.read().unwrap().changed_originals().unwrap(),
            [sha256]
        );
    }
}
