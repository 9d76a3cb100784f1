//! Which environment a resource of a cluster stands for: Kubernetes has no such field, so that it is told
//! by names.

/// Words for production, as whole words of a name.
const PRODUCTION: &[&str] = &["production", "prod", "prd", "live"];

/// Words for other environments.
const OTHERS: &[&str] = &[
    "staging",
    "stage",
    "stg",
    "preproduction",
    "preprod",
    "uat",
    "qa",
    "test",
    "sandbox",
    "development",
    "dev",
];

/// Words before one that turn its meaning round.
const NEGATIONS: &[&str] = &["non", "not", "no", "pre"];

/// The environment that one of several names tells. What names production wins over all else, so that no
/// deployment to it is left out; then what names another environment; then the first name. Where the word
/// stands within a name, the environment begins with it: `shop-prod-eu` is `prod-eu`.
pub(super) fn told_by<'n>(names: &[&'n str]) -> Option<&'n str> {
    let first = names.iter().copied().find(|name| !name.is_empty());
    let by = |known| names.iter().find_map(|name| from_word(name, known));
    by(PRODUCTION).or_else(|| by(OTHERS)).or(first)
}

/// The part of a name that begins with a word for an environment.
fn from_word<'n>(name: &'n str, known: &[&str]) -> Option<&'n str> {
    let is = |word: &str, words: &[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
    let mut at = 0;
    let mut before = "";
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        if is(word, known) && !is(before, NEGATIONS) {
            return name.get(at..);
        }
        at += word.len()
            + name[at + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        before = word;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::told_by;

    #[test]
    fn a_word_for_production_wins_wherever_it_stands() {
        assert_eq!(told_by(&["shop", "shop-prod-eu"]), Some("prod-eu"));
        assert_eq!(told_by(&["dev-portal", "live"]), Some("live"));
        assert_eq!(told_by(&["größe/Production"]), Some("Production"));
    }

    #[test]
    fn what_is_no_word_of_its_own_or_says_the_opposite_is_not_production() {
        assert_eq!(
            told_by(&["product-catalogue", "shop"]),
            Some("product-catalogue")
        );
        assert_eq!(told_by(&["shop-non-prod"]), Some("shop-non-prod"));
        assert_eq!(told_by(&["shop-pre-prod", "shop-staging"]), Some("staging"));
        assert_eq!(told_by(&["nonprod"]), Some("nonprod"));
    }

    #[test]
    fn without_such_a_word_the_first_name_is_taken() {
        assert_eq!(told_by(&["", "shop", "default"]), Some("shop"));
        assert_eq!(told_by(&["", ""]), None);
    }
}
