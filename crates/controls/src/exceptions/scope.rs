//! What an exception is for, as its register words it.

use changeproof_domain::text::folded;

/// What an exception is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The deployment with that id, in lower case.
    Deployment(String),
    /// The service of that name, in lower case.
    Service(String),
    /// All of a control.
    Control,
    /// All of a time.
    Window,
}

impl Scope {
    /// The scope that a text begins with; none where it begins with no known word.
    pub(super) fn of(text: &str) -> Option<Scope> {
        let text = folded(text);
        let after = |words: &[&str]| {
            let rest = words.iter().find_map(|word| text.strip_prefix(word))?;
            Some(
                rest.trim_start_matches(|c: char| c == ':' || c.is_whitespace())
                    .to_owned(),
            )
        };
        if let Some(id) = after(&["one deployment", "deployment"]) {
            Some(Scope::Deployment(id))
        } else if let Some(name) = after(&["service"]) {
            Some(Scope::Service(name))
        } else if after(&["control"]).is_some() {
            Some(Scope::Control)
        } else if after(&["time", "window", "period"]).is_some() {
            Some(Scope::Window)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_scope_is_known_by_its_first_word() {
        let of = |text| Scope::of(text);
        assert_eq!(
            of("Service: Referral-API"),
            Some(Scope::Service("referral-api".to_owned()))
        );
        assert_eq!(
            of("deployment 912345"),
            Some(Scope::Deployment("912345".to_owned()))
        );
        assert_eq!(of("Control REV-01"), Some(Scope::Control));
        assert_eq!(of("time window over Easter"), Some(Scope::Window));
        assert_eq!(of("referral-api"), None);
    }
}
