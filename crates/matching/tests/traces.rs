//! What versions and commits of the environments lead to.

mod support;

use changeproof_domain::field::Field;
use changeproof_domain::record::{Artifact, Deployment, DeploymentSource, GitRef, Record};
use changeproof_domain::snapshot::{ChangeSetKind, RangeUnknown, Snapshot};
use support::{
    artifact, at, commit, deployment, kind, linked, matched, release, sha, tag, text, traced,
};

const DIGEST: &str = "sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";

/// Commits 1 and 2, and a deployment of what is told by the other records.
fn told(deployment: Deployment, others: Vec<Record>) -> Snapshot {
    let mut records = vec![
        Record::from(commit(1, &[])),
        Record::from(commit(2, &[1])),
        Record::from(deployment),
    ];
    records.extend(others);
    matched(records, &[])
}

fn of_version(version: &str) -> Deployment {
    Deployment {
        version: text(version),
        ..deployment("1", 100)
    }
}

fn by_tags(version: &str, tags: &[GitRef]) -> Option<usize> {
    let tags = tags.iter().cloned().map(Record::from);
    traced(&told(of_version(version), tags.collect()))
}

#[test]
fn a_tag_of_the_repository_leads_to_its_commit() {
    assert_eq!(by_tags("v1", &[tag("v1", 1), tag("v2", 2)]), Some(1));
    assert_eq!(by_tags("refs/tags/v2", &[tag("v2", 2)]), Some(2));
    assert_eq!(by_tags("v3", &[tag("v2", 2)]), None);
    assert_eq!(by_tags("v1", &[tag("v1", 1), tag("v1", 2)]), None, "moved");
    let elsewhere = GitRef {
        repository: text("loopline/search"),
        ..tag("v1", 1)
    };
    assert_eq!(by_tags("v1", &[elsewhere]), None);
}

#[test]
fn a_tag_that_is_newer_than_the_deployment_leads_nowhere() {
    let made = |hours| GitRef {
        tagged_at: Field::Value(at(hours)),
        ..tag("v1", 1)
    };
    assert_eq!(by_tags("v1", &[made(99)]), Some(1));
    assert_eq!(by_tags("v1", &[made(101)]), None);
    // So does one whose commit is newer.
    assert_eq!(by_tags("v1", &[tag("v1", 1)]), Some(1));
    let mut newer = commit(3, &[1]);
    newer.committer.at = at(101);
    let tags = vec![Record::from(newer), Record::from(tag("v1", 3))];
    assert_eq!(traced(&told(of_version("v1"), tags)), None);
}

#[test]
fn an_object_leads_to_the_commit_that_it_is_or_that_another_record_of_it_tells() {
    let object = |commit: Field<String>, object: usize| GitRef {
        object: Field::Value(sha(object)),
        commit,
        ..tag("v1", 0)
    };
    assert_eq!(by_tags("v1", &[object(Field::NotExported, 1)]), Some(1));
    assert_eq!(by_tags("v1", &[object(Field::NotExported, 70)]), None);
    let both = [
        object(Field::NotExported, 70),
        object(Field::Value(sha(2)), 70),
    ];
    assert_eq!(by_tags("v1", &both), Some(2));
    let other = [
        object(Field::NotExported, 70),
        object(Field::Value(sha(2)), 71),
    ];
    assert_eq!(by_tags("v1", &other), None);
}

#[test]
fn a_release_proves_nothing_and_can_put_its_tag_in_doubt() {
    assert_eq!(by_tags("v1", &[release("v1", &sha(1))]), None);
    assert_eq!(
        by_tags("v1", &[tag("v1", 1), release("v1", &sha(1))]),
        Some(1)
    );
    assert_eq!(
        by_tags("v1", &[tag("v1", 1), release("v1", "main")]),
        Some(1)
    );
    assert_eq!(by_tags("v1", &[tag("v1", 1), release("v1", &sha(2))]), None);
    let short = &sha(2)[..39];
    assert_eq!(
        by_tags("v1", &[tag("v1", 1), release("v1", short)]),
        Some(1)
    );
    let no_commit = "g".repeat(40);
    assert_eq!(
        by_tags("v1", &[tag("v1", 1), release("v1", &no_commit)]),
        Some(1)
    );
}

#[test]
fn the_target_of_a_release_is_suggested_where_nothing_leads_to_a_commit() {
    let suggested = |version: &str, others: &[GitRef]| {
        let others = others.iter().cloned().map(Record::from);
        linked(
            &told(of_version(version), others.collect()),
            "release_target",
        )
    };
    let found = vec![(sha(2), "v1".to_owned())];
    assert_eq!(suggested("v1", &[release("v1", &sha(2))]), found);
    assert_eq!(
        suggested("refs/tags/v1", &[release("v1", &sha(2).to_uppercase())]),
        found
    );
    assert_eq!(suggested("v1", &[release("v1", "main")]), []);
    assert_eq!(
        suggested("v1", &[release("v1", &sha(70))]),
        [],
        "not imported"
    );
    assert_eq!(suggested("v1", &[release("v1", &sha(1)), tag("v1", 1)]), []);
    let elsewhere = GitRef {
        repository: text("loopline/search"),
        ..release("v1", &sha(2))
    };
    assert_eq!(suggested("v1", &[elsewhere]), []);
}

#[test]
fn a_digest_leads_to_what_the_image_was_built_from() {
    let by = |version: &str, commits: &[usize]| {
        let artifacts = commits.iter().map(|of| Record::from(artifact(DIGEST, *of)));
        traced(&told(of_version(version), artifacts.collect()))
    };
    assert_eq!(by(DIGEST, &[2]), Some(2));
    assert_eq!(
        by(&format!("registry.example/checkout@{DIGEST}"), &[2]),
        Some(2)
    );
    assert_eq!(by(DIGEST, &[1, 2]), None, "two say different things");
    assert_eq!(by(&format!("{DIGEST}0"), &[2]), None, "another digest");
    assert_eq!(by(&DIGEST.to_uppercase(), &[2]), None);
    let of_images = |images: &[Artifact]| {
        let artifacts = images.iter().cloned().map(Record::from);
        traced(&told(of_version(DIGEST), artifacts.collect()))
    };
    let of = |repository: &str| Artifact {
        repository: text(repository),
        ..artifact(DIGEST, 2)
    };
    assert_eq!(of_images(&[of("Loopline/Checkout")]), Some(2));
    assert_eq!(
        of_images(&[of("loopline/search")]),
        None,
        "of another repository"
    );
    let abbreviated = Artifact {
        revision: text(&sha(2)[..39]),
        ..artifact(DIGEST, 2)
    };
    let (one, two) = (artifact(DIGEST, 1), artifact(DIGEST, 2));
    assert_eq!(of_images(&[two.clone(), abbreviated.clone()]), Some(2));
    assert_eq!(of_images(&[abbreviated.clone(), two.clone()]), Some(2));
    assert_eq!(
        of_images(&[abbreviated, one, two]),
        None,
        "what both begin with tells neither"
    );
}

/// A sync that carried out a commit of the environments, and what that sets.
fn synced_records(alter: impl FnOnce(&mut Deployment, &mut Deployment)) -> Vec<Record> {
    let environments = "e".repeat(40);
    let mut sync = Deployment {
        source: DeploymentSource::ArgoCd,
        repository: Field::NotExported,
        environments_commit: Field::Value(environments.clone()),
        ..deployment("sync", 100)
    };
    let mut set = Deployment {
        source: DeploymentSource::GitOps,
        environment: "prod".to_owned(),
        version: text("v2"),
        ..deployment(&environments, 50)
    };
    alter(&mut sync, &mut set);
    vec![
        Record::from(commit(1, &[])),
        Record::from(commit(2, &[1])),
        Record::from(sync),
        Record::from(set),
        Record::from(tag("v2", 2)),
        Record::from(tag("v1", 1)),
    ]
}

fn synced(alter: impl FnOnce(&mut Deployment, &mut Deployment)) -> Snapshot {
    matched(synced_records(alter), &[])
}

#[test]
fn a_commit_of_the_environments_leads_through_the_version_that_it_sets() {
    let sync = |snapshot: &Snapshot| traced(snapshot);
    assert_eq!(sync(&synced(|_, _| {})), Some(2));
    let named = synced(|_, set| (set.version, set.revision) = (text("x"), Field::Value(sha(1))));
    assert_eq!(sync(&named), Some(1), "it names the commit");
    assert_eq!(linked(&named, "environments_commit")[0].0, sha(1));
    let mut alone = synced_records(|_, set| set.revision = Field::Value(sha(1)));
    alone.retain(|record| !matches!(record, Record::GitRef(_)));
    assert_eq!(sync(&matched(alone, &[])), Some(1), "without any tag");
}

#[test]
fn another_commit_service_or_environment_leads_nowhere() {
    let nowhere = |alter: fn(&mut Deployment, &mut Deployment)| {
        assert_eq!(traced(&synced(alter)), None);
    };
    nowhere(|_, set| set.id = "d".repeat(40));
    nowhere(|_, set| set.service = "search".to_owned());
    nowhere(|_, set| set.environment = "staging".to_owned());
    nowhere(|_, set| set.source = DeploymentSource::DeployLog);
    nowhere(|_, set| set.version = text("v9"));
    nowhere(|_, set| set.repository = Field::NotExported);
    nowhere(|sync, _| sync.environments_commit = Field::NotExported);
}

#[test]
fn a_version_of_its_own_and_that_of_the_commit_have_to_agree() {
    let own = |version: &'static str| {
        synced(move |sync, _| {
            sync.version = text(version);
            sync.repository = text(support::REPOSITORY);
        })
    };
    assert_eq!(traced(&own("v2")), Some(2));
    let differing = own("v1");
    assert_eq!(traced(&differing), None);
    assert_eq!(
        kind(&differing),
        ChangeSetKind::Unknown(RangeUnknown::VersionNotTrusted)
    );
}
