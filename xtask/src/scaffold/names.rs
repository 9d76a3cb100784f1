//! Names of files and types from the names that people give.

/// `rollback_plan_usable` from `Rollback plan usable`, and `rbk_01` from `RBK-01`.
pub fn snake(name: &str) -> String {
    words(name)
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_")
}

/// `OpsgenieAlerts` from `opsgenie-alerts`.
pub fn pascal(name: &str) -> String {
    words(name)
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect()
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_form_of_files_and_types() {
        assert_eq!(snake("RBK-01"), "rbk_01");
        assert_eq!(snake("Rollback plan: usable"), "rollback_plan_usable");
        assert_eq!(pascal("opsgenie-alerts"), "OpsgenieAlerts");
    }
}
