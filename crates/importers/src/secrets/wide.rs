//! UTF-16: scanned as one byte a unit, and masked unit by unit.

use super::{Hit, hide};

/// Which byte of a unit is the low one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    LowFirst,
    HighFirst,
}

/// The order of bytes, where a file is UTF-16; see `container::decoded`.
pub fn byte_order(bytes: &[u8]) -> Option<ByteOrder> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(ByteOrder::LowFirst),
        [0xFE, 0xFF, ..] => Some(ByteOrder::HighFirst),
        [first, 0, second, 0, ..] if first.is_ascii() && second.is_ascii() => {
            Some(ByteOrder::LowFirst)
        }
        [0, first, 0, second, ..] if first.is_ascii() && second.is_ascii() => {
            Some(ByteOrder::HighFirst)
        }
        _ => None,
    }
}

/// One byte a unit: what is not ASCII becomes a byte that no rule knows.
pub fn narrowed(bytes: &[u8], order: ByteOrder) -> Vec<u8> {
    bytes
        .chunks_exact(2)
        .map(|unit| {
            let (low, high) = match order {
                ByteOrder::LowFirst => (unit[0], unit[1]),
                ByteOrder::HighFirst => (unit[1], unit[0]),
            };
            if high == 0 && low.is_ascii() {
                low
            } else {
                0xFF
            }
        })
        .collect()
}

/// Masks the units of the hits.
pub fn mask(bytes: &mut [u8], order: ByteOrder, narrow: &[u8], hits: &[Hit]) {
    let mut masked = narrow.to_vec();
    for hit in hits {
        hide(&mut masked, hit.start..hit.end);
    }
    for (at, (before, after)) in narrow.iter().zip(&masked).enumerate() {
        if before != after {
            let unit = match order {
                ByteOrder::LowFirst => [*after, 0],
                ByteOrder::HighFirst => [0, *after],
            };
            bytes[2 * at..2 * at + 2].copy_from_slice(&unit);
        }
    }
}

/// A hit in units as one in bytes.
pub fn widened(hit: Hit) -> Hit {
    Hit {
        rule: hit.rule,
        start: 2 * hit.start,
        end: 2 * hit.end,
    }
}
