//! The files that a case's records come from.

use changeproof_domain::record::RecordKind;
use changeproof_domain::source::{
    Container, Cut, Declaration, DeclaredCoverage, Encoding, FieldMap, Form, Reading, RowCounts,
    SecretsMasked, Source,
};
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;

use super::{DEPLOYMENTS, World};

impl World {
    /// A file a kind of record, in the order of the kinds, declared to cover 2024 and 2025, or 2024
    /// alone where the case says so.
    pub fn sources(&self) -> Vec<Source> {
        let kinds = RecordKind::ALL.into_iter();
        let mut sources: Vec<Source> = kinds
            .map(|kind| source(kind, !self.not_covered.contains(&kind)))
            .collect();
        let deployments = &mut sources[DEPLOYMENTS.index()];
        deployments.reading.rows = self.import_rows;
        deployments.declaration.expected_rows = self.declared_rows;
        deployments.reading.cut = self.import_cut.then(|| Cut {
            sentence: "It says that there are 250 rows.".to_owned(),
            total: Some(250),
        });
        sources
    }
}

fn source(kind: RecordKind, covers_2025: bool) -> Source {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let last_year = if covers_2025 { 2025 } else { 2024 };
    Source {
        file: format!("{kind}.json"),
        sha256: format!("{:064}", kind as u8),
        bytes: 0,
        reading: Reading {
            container: Container::Json,
            encoding: Encoding::Utf8,
            format: kind.id().to_owned(),
            format_version: 1,
            signature: String::new(),
            form: Form::Json {
                root: "$".to_owned(),
                list: true,
                glued: false,
            },
            fields: FieldMap::default(),
            rows: RowCounts::default(),
            cut: None,
            zone_assumed: false,
            notes: Vec::new(),
            secrets: Some(SecretsMasked::default()),
        },
        declaration: Declaration {
            covers: Some(DeclaredCoverage {
                from: day(2024, 1, 1),
                to: day(last_year, 12, 31),
            }),
            ..Declaration::default()
        },
        imported_at: Timestamp(0),
        imported_by: None,
    }
}
