//! Yes, no, or not known.

/// The answer to a question that the evidence may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Yes,
    No,
    Unknown,
}

impl Known {
    /// Whether both hold.
    pub(crate) fn and(self, other: Known) -> Known {
        match (self, other) {
            (Known::No, _) | (_, Known::No) => Known::No,
            (Known::Yes, Known::Yes) => Known::Yes,
            (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
        }
    }

    /// Whether one of both holds.
    pub(crate) fn or(self, other: Known) -> Known {
        match (self, other) {
            (Known::Yes, _) | (_, Known::Yes) => Known::Yes,
            (Known::No, Known::No) => Known::No,
            (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Known::{No, Unknown, Yes};

    #[test]
    fn what_is_not_known_matters_only_where_it_could_decide() {
        assert_eq!([Unknown.and(No), Unknown.and(Yes)], [No, Unknown]);
        assert_eq!([Unknown.or(No), Unknown.or(Yes)], [Unknown, Yes]);
    }
}
