//! Reports of secret scanners.

use super::Guide;

pub(super) static GITLEAKS: Guide = Guide {
    format: "gitleaks",
    tool: "gitleaks",
    title: "Secret scan of a repository (JSON)",
    steps: &[
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Beside the file, name the repository (owner/name), the days of the commits that were scanned (for \
         the whole history from its first commit to the day of the scan), and the time of the scan.",
    ],
    command: Some(
        "git clone --mirror https://github.com/OWNER/NAME.git && gitleaks git --log-opts=--all \
         --report-format json --report-path gitleaks-NAME.json --exit-code 0 NAME.git",
    ),
    notes: &[
        "The report names neither the repository nor what was scanned: without both it covers nothing.",
        "An empty list is evidence too. Choose the format gitleaks for it, since it cannot be told.",
        "Secrets in the report are masked before anything of it is kept. `--redact` does so at the source.",
        "A finding that gitleaks is told to ignore (.gitleaksignore, gitleaks:allow) is not in the report.",
    ],
};

pub(super) static TRUFFLEHOG: Guide = Guide {
    format: "trufflehog",
    tool: "trufflehog",
    title: "Secret scan of a repository (JSON lines)",
    steps: &[
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Beside the file, name the repository (owner/name), the days of the commits that were scanned, and \
         the time of the scan.",
    ],
    command: Some("trufflehog git https://github.com/OWNER/NAME --json > trufflehog-NAME.json"),
    notes: &[
        "trufflehog writes nothing where it finds nothing. Then put [] into the file, and choose the format \
         trufflehog for it.",
        "Findings that could not be verified count: that nobody answered does not make a key safe.",
    ],
};

pub(super) static SARIF: Guide = Guide {
    format: "sarif",
    tool: "any secret scanner",
    title: "Secret scan of a repository (SARIF)",
    steps: &[
        "Let the scanner write SARIF 2.1.0, one report for each repository. The command does so with gitleaks.",
        "Where the report does not say which repository was scanned and when, name them beside the file, and \
         the days of the commits that were scanned.",
    ],
    command: Some(
        "gitleaks git --log-opts=--all --report-format sarif --report-path gitleaks-NAME.sarif \
         --exit-code 0 NAME.git",
    ),
    notes: &[
        "A result with an accepted suppression is no open finding.",
        "Runs of tools that do not look for secrets are left out, and the card says so.",
    ],
};
