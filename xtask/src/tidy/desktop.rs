//! Rules about the desktop app: its commands stay thin, and the pages talk to the shell in one place.

use super::files::Text;

/// Where the commands are.
const COMMANDS: &str = "src-tauri/src/commands/";

/// How a command begins.
const COMMAND: &str = "#[tauri::command]";

/// Lines between the braces of a command.
const LINES: usize = 15;

/// Where the pages talk to the shell.
const IPC: &str = "ui/src/ipc/";

/// Lists what is wrong with one file.
pub fn breaches(text: &Text) -> Vec<String> {
    let mut found = Vec::new();
    if text.path.starts_with(COMMANDS) {
        found.extend(long_commands(text));
    }
    let is_page = text.path.starts_with("ui/src/") && !text.path.starts_with(IPC);
    if is_page {
        for (number, line) in text.content.lines().enumerate() {
            if line.contains("@tauri-apps/") {
                found.push(format!(
                    "{}:{}: only {IPC} talks to the shell",
                    text.path,
                    number + 1
                ));
            }
        }
    }
    found
}

fn long_commands(text: &Text) -> Vec<String> {
    let lines: Vec<&str> = text.content.lines().collect();
    let mut found = Vec::new();
    for (number, _) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| **line == COMMAND)
    {
        let rest = &lines[number..];
        let opens = rest.iter().position(|line| line.ends_with('{'));
        let closes = rest.iter().position(|line| *line == "}");
        let (Some(opens), Some(closes)) = (opens, closes) else {
            continue;
        };
        let length = closes.saturating_sub(opens + 1);
        if length > LINES {
            found.push(format!(
                "{}:{}: this command has {length} lines; move what it does to `app` or the state \
                 ({LINES} at most)",
                text.path,
                number + 1
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_in(path: &str, content: &str) -> Vec<String> {
        breaches(&Text {
            path: path.to_owned(),
            content: content.to_owned(),
        })
    }

    #[test]
    fn a_command_that_does_the_work_itself_is_found() {
        let body = "    work();\n".repeat(LINES + 1);
        let text = format!("{COMMAND}\npub async fn x(\n    a: u8,\n) -> u8 {{\n{body}}}\n");
        assert_eq!(breaches_in("src-tauri/src/commands/x.rs", &text).len(), 1);
        assert!(breaches_in("src-tauri/src/state.rs", &text).is_empty());
    }

    #[test]
    fn pages_do_not_talk_to_the_shell_behind_its_back() {
        let line = "import { invoke } from '@tauri-apps/api/core';\n";
        assert_eq!(breaches_in("ui/src/App.svelte", line).len(), 1);
        assert!(breaches_in("ui/src/ipc/call.ts", line).is_empty());
    }
}
