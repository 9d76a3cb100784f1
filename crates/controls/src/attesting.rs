//! What an attestation would be about, and whether a person may give it: asked before it is recorded. Whether it
//! counts, controls judge later, with all that is known then.

use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Timestamp};

use crate::asked::question;
use crate::context::{Context, Detail};
use crate::monitoring::mon_01_monitored_after_deployment::about_quarter;
use crate::monitoring::ruled_out::about_incident;
use crate::shared::attested::{About, Question, Subject};
use crate::shared::attested_parties::{self, about_change, about_implementation, about_record};
use crate::shared::emergency::{Place, after, opened_between, place};
use crate::shared::known::Known;
use crate::shared::linked_records::links_of_deployment;
use crate::shared::roles;

/// A deployment that an attestation would be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concerned {
    /// The deployment.
    pub subject: SubjectId,
    /// How the person stands to its changes.
    pub stands: Stands,
}

/// How a person stands to what an attestation would be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// With no part in it, as far as is known.
    Free,
    /// With a part, as words: `a contributor`.
    Had(String),
    /// Without the role that the question asks for.
    WithoutRole,
    /// Why it cannot be told.
    Unknown(String),
}

/// What a question is asked about, as words of a sentence; none where the control asks nothing.
pub fn asked_about(control: &str) -> Option<&'static str> {
    Some(match question(control)?.about {
        Subject::Record => "the key of a change record, or the id of a deployment",
        Subject::Change => "the key of a change record or pull request, or the id of a deployment",
        Subject::Deployment => "the id of a deployment",
        Subject::Quarter => "a service and a quarter, such as 'checkout 2025-Q1'",
        Subject::Incident => "the id or the number of an incident after a deployment",
    })
}

/// The names under which a control's question can be attested of a deployment: keys of its changes
/// first, then its own; none where the control asks nothing.
pub fn names(cx: &Context<'_>, control: &str) -> Vec<String> {
    let Some(question) = question(control) else {
        return Vec::new();
    };
    let abouts = abouts(cx, question.about);
    let mut names: Vec<String> = Vec::new();
    let keys = abouts.iter().flat_map(|about| about.subjects.iter().rev());
    for name in keys {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The deployments that an attestation to a control under a name would be about; none where nothing has that
/// name.
pub fn concerned(
    snapshot: &Snapshot,
    control: &str,
    name: &str,
    who: &Account,
    now: Timestamp,
) -> Vec<Concerned> {
    let Some(question) = question(control) else {
        return Vec::new();
    };
    let name = folded(name).into_owned();
    let subjects = (0..snapshot.subjects.len()).map(SubjectId::from);
    subjects
        .filter_map(|subject| {
            let cx = Context::new(snapshot, subject, now, Detail::OutcomeOnly);
            let abouts = abouts(&cx, question.about);
            let named = abouts.into_iter().filter(|about| {
                let mut names = about.subjects.iter().chain(&about.ids);
                names.any(|of| folded(of) == name)
            });
            let stands = named.map(|about| stands(&cx, question, &about, who, now));
            // Of several changes of one deployment, that in which the person had a part.
            let stands = stands.max_by_key(|stands| match stands {
                Stands::Free => 0,
                Stands::Unknown(_) => 1,
                Stands::WithoutRole => 2,
                Stands::Had(_) => 3,
            })?;
            Some(Concerned { subject, stands })
        })
        .collect()
}

/// All that the question can be asked about of one deployment.
fn abouts<'a>(cx: &Context<'a>, about: Subject) -> Vec<About<'a>> {
    match about {
        Subject::Record => {
            let links = links_of_deployment(cx);
            links
                .iter()
                .map(|link| about_record(cx, link.record))
                .collect()
        }
        Subject::Change => {
            let changes = cx.subject.change_set.changes.iter();
            changes.map(|change| about_change(cx, change)).collect()
        }
        Subject::Deployment => vec![about_implementation(cx)],
        Subject::Quarter => vec![about_quarter(cx)],
        Subject::Incident => {
            let window = after(cx.start(), cx.parameters().incident_window);
            let tolerance = cx.parameters().clock_tolerance;
            let from = cx.start().at.plus(-tolerance);
            let found = opened_between(cx, from, window.latest().plus(tolerance));
            let may_be = |place: Place| match place {
                Place::Outside => false,
                Place::Within | Place::Perhaps(_) => true,
            };
            found
                .iter()
                .filter(|found| may_be(place(cx, found, &window)))
                .map(|found| about_incident(cx, found.id))
                .collect()
        }
    }
}

fn stands<'a>(
    cx: &Context<'a>,
    question: &Question,
    about: &About<'a>,
    who: &Account,
    now: Timestamp,
) -> Stands {
    let people = &cx.snapshot.people;
    let shown = cx.shown(who);
    let identity = people.identify(who);
    let (Identity::Person(_), false) = (identity, cx.is_generic(who)) else {
        return Stands::Unknown(format!("the roster does not say who {shown} is"));
    };
    let parts = attested_parties::of(cx, about);
    let mut unknown = parts.incomplete.map(str::to_owned);
    for part in &parts.known {
        match part.is_of(cx, identity) {
            Sameness::Same => return Stands::Had(part.hand.to_string()),
            Sameness::Different | Sameness::DifferentByAccount => {}
            Sameness::Unknown => unknown = Some(part.open(shown)),
        }
    }
    if let Some(asked) = question.roles {
        let role = roles::on_day_of(
            cx,
            Some(who),
            Some(&Moment::utc(now)),
            asked(cx.parameters()),
        );
        match role.held() {
            Known::Yes => {}
            Known::No => return Stands::WithoutRole,
            Known::Unknown => {
                unknown = Some(format!(
                    "whether {shown} holds the role for it is not known"
                ));
            }
        }
    }
    unknown.map_or(Stands::Free, Stands::Unknown)
}
