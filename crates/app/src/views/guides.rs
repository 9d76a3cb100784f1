//! How to export what can be imported: one guide for each format. Commands are for a POSIX shell
//! (on Windows: Git Bash or WSL) and are complete; words in capitals stand for what is one's own.

mod clusters;
mod github;
mod registers;
mod scans;
mod tools;

use crate::wire::view::imports::ExportGuide;

/// A guide as it is written down.
struct Guide {
    format: &'static str,
    tool: &'static str,
    title: &'static str,
    steps: &'static [&'static str],
    command: Option<&'static str>,
    notes: &'static [&'static str],
}

const GUIDES: [&Guide; 27] = [
    &github::PULL_REQUESTS,
    &github::DEPLOYMENTS,
    &github::STATUSES,
    &github::RUNS,
    &github::RELEASES,
    &tools::GIT_LOG,
    &clusters::ARGO_CD,
    &clusters::FLUX,
    &scans::GITLEAKS,
    &scans::TRUFFLEHOG,
    &scans::SARIF,
    &tools::JIRA,
    &tools::SERVICENOW_CHANGES,
    &tools::SERVICENOW_APPROVALS,
    &tools::PAGERDUTY,
    &registers::DEPLOY_LOG,
    &registers::ROSTER,
    &registers::POST_CHANGE_REVIEWS,
    &registers::ATTESTATIONS,
    &registers::EXCEPTIONS,
    &registers::STANDARD_CHANGES,
    &registers::MONITORING,
    &registers::INVENTORY,
    &registers::PROTECTION,
    &registers::POLICY_REVIEWS,
    &registers::POLICY_TRIGGERS,
    &registers::HOLIDAYS,
];

/// How to export each format. A format without a guide of its own says what its reader says.
pub fn export_guides() -> Vec<ExportGuide> {
    let of = |guide: &Guide| {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        ExportGuide {
            format: guide.format.to_owned(),
            tool: guide.tool.to_owned(),
            title: guide.title.to_owned(),
            steps: owned(guide.steps),
            command: guide.command.map(str::to_owned),
            notes: owned(guide.notes),
        }
    };
    let written = GUIDES.into_iter().map(of);
    let has_guide = |id: &str| GUIDES.iter().any(|guide| guide.format == id);
    let others = changeproof_importers::formats()
        .iter()
        .filter(|format| !has_guide(format.id()))
        .map(|format| ExportGuide {
            format: format.id().to_owned(),
            tool: format.label().to_owned(),
            title: format.label().to_owned(),
            steps: vec![format.how_to_export().to_owned()],
            command: None,
            notes: Vec::new(),
        });
    written.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_format_has_one_guide() {
        let known: BTreeSet<&str> = changeproof_importers::formats()
            .iter()
            .map(|format| format.id())
            .collect();
        let guides = export_guides();
        let guided: BTreeSet<&str> = guides.iter().map(|guide| guide.format.as_str()).collect();
        assert_eq!(guided, known);
        assert_eq!(guides.len(), known.len(), "one guide for each");
    }

    #[test]
    fn every_guide_says_what_to_do() {
        for guide in export_guides() {
            assert!(!guide.steps.is_empty(), "{}", guide.format);
            assert!(!guide.title.is_empty() && !guide.tool.is_empty());
        }
    }

    /// The header of a register's guide must be one that its own format recognises.
    #[test]
    fn the_headers_of_tables_are_recognised_as_their_formats() {
        for guide in GUIDES {
            if let Some(header) = guide.command.filter(|command| !command.contains('\n'))
                && header.contains(',')
                && !header.contains(' ')
            {
                let file = format!("{header}\n");
                let found = changeproof_importers::detect("table.csv", file.as_bytes()).unwrap();
                assert_eq!(found.format, guide.format, "{header}");
            }
        }
    }
}
