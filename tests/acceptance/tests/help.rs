//! What the command tells about itself: help with examples, completions, the manual page.

use changeproof_acceptance::changeproof;

const COMMANDS: [&str; 17] = [
    "init",
    "import",
    "evaluate",
    "results",
    "explain",
    "coverage",
    "findings",
    "links",
    "people",
    "exceptions",
    "reviews",
    "attest",
    "sample",
    "policy",
    "pack",
    "verify",
    "log",
];

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let said = changeproof(["--help"]).well();
    for command in COMMANDS {
        assert!(said.text().contains(&format!("\n  {command} ")), "{said}");
    }
    assert!(said.text().contains("Exit codes: 0 done"), "{said}");
}

#[test]
fn the_help_of_every_command_has_an_example_that_calls_it() {
    for command in COMMANDS {
        let said = changeproof([command, "--help"]).well();
        let (_, examples) = said.text().split_once("\nExample").unwrap();
        let call = format!("changeproof {command} ");
        assert!(examples.contains(&call), "{said}");
    }
}

#[test]
fn help_is_no_error_and_goes_to_stdout() {
    let said = changeproof(["import", "--help"]).well();
    assert_eq!(said.stderr, "");
}

#[test]
fn the_version_is_told() {
    let said = changeproof(["--version"]).well();
    let version = format!("changeproof {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(said.text(), version, "all packages share one version");
}

#[test]
fn completions_of_every_shell_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = changeproof(["completions", shell]).well();
        for command in COMMANDS {
            assert!(said.text().contains(command), "{shell} knows {command}");
        }
    }
}

#[test]
fn the_manual_page_has_every_command_with_its_options() {
    let said = changeproof(["man"]).well();
    assert!(said.text().contains("\n.TH changeproof 1"));
    for command in COMMANDS {
        let name = format!(".SH NAME\nchangeproof {command}").replace('-', "\\-");
        assert!(said.text().contains(&name), "{command} has its section");
    }
    assert!(said.text().contains("\\-\\-fail\\-on"), "options are there");
}
