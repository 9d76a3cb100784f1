//! The arrows between the crates: domain ← importers, matching, controls, store, reports ← app ← cli,
//! desktop. The crates in the middle never depend on each other. `unified` holds no code: it asks for the features of
//! shared dependencies beneath all of them.

use crate::workspace::Package;

/// What each package of ours may depend on, of our own packages.
const ARROWS: [(&str, &[&str]); 10] = [
    ("changeproof-unified", &[]),
    ("changeproof-domain", &["changeproof-unified"]),
    ("changeproof-importers", &["changeproof-domain"]),
    ("changeproof-matching", &["changeproof-domain"]),
    ("changeproof-controls", &["changeproof-domain"]),
    ("changeproof-store", &["changeproof-domain"]),
    (
        "changeproof-reports",
        &["changeproof-domain", "changeproof-unified"],
    ),
    (
        "changeproof-app",
        &[
            "changeproof-domain",
            "changeproof-importers",
            "changeproof-matching",
            "changeproof-controls",
            "changeproof-store",
            "changeproof-reports",
        ],
    ),
    (
        "changeproof-cli",
        &["changeproof-domain", "changeproof-app"],
    ),
    (
        "changeproof-desktop",
        &["changeproof-domain", "changeproof-app"],
    ),
];

/// Dependencies that only some packages may have: the dependency (a name, or all names that begin
/// with it and a dash) and the packages.
const RESERVED: [(&str, &[&str]); 3] = [
    ("tauri", &["changeproof-desktop"]),
    (
        "tokio",
        &["changeproof-app", "changeproof-cli", "changeproof-desktop"],
    ),
    ("rusqlite", &["changeproof-store"]),
];

/// Packages that may depend on anything.
const EXEMPT: [&str; 3] = ["xtask", "changeproof-acceptance", "changeproof-e2e"];

/// Lists what breaks an arrow.
pub fn breaches(packages: &[Package]) -> Vec<String> {
    packages
        .iter()
        .filter(|package| !EXEMPT.contains(&package.name.as_str()))
        .flat_map(package_breaches)
        .collect()
}

fn package_breaches(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!(
            "{}: this package has no place in the arrows; give it one in xtask/src/tidy/arrows.rs",
            package.name
        )];
    };
    let mut found = Vec::new();
    // Dependencies of tests and builds do not reach the product.
    for dependency in package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.is_none())
    {
        let name = dependency.name.as_str();
        if name.starts_with("changeproof-") && !allowed.contains(&name) {
            found.push(format!(
                "{}: must not depend on {name}; pass what it needs in from `app`, or move it to \
                 the domain",
                package.name
            ));
        }
        for (reserved, owners) in RESERVED {
            let is_it = name == reserved || name.starts_with(&format!("{reserved}-"));
            if is_it && !owners.contains(&package.name.as_str()) {
                found.push(format!(
                    "{}: {name} belongs only in {}",
                    package.name,
                    owners.join(", ")
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        Package {
            name: name.to_owned(),
            dependencies: dependencies
                .iter()
                .map(|(name, kind)| Dependency {
                    name: (*name).to_owned(),
                    kind: kind.map(str::to_owned),
                })
                .collect(),
        }
    }

    #[test]
    fn a_crate_in_the_middle_must_not_depend_on_its_neighbour() {
        let found = breaches(&[package(
            "changeproof-controls",
            &[("changeproof-store", None)],
        )]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("changeproof-store"), "{}", found[0]);
    }

    #[test]
    fn a_dependency_of_tests_is_exempt() {
        let tests = [("changeproof-importers", Some("dev"))];
        assert_eq!(
            breaches(&[package("changeproof-store", &tests)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn tokio_is_refused_outside_its_three_packages() {
        assert_eq!(
            breaches(&[package("changeproof-domain", &[("tokio", None)])]).len(),
            1
        );
        assert!(breaches(&[package("changeproof-cli", &[("tokio", None)])]).is_empty());
    }

    #[test]
    fn a_package_without_a_place_is_named() {
        let found = breaches(&[package("changeproof-helpers", &[])]);
        assert!(found[0].contains("has no place"), "{}", found[0]);
    }
}
