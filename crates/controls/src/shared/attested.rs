//! Attestations: judgements of persons that are part of the evidence where a control asks for them.
//!
//! One counts only where question, answer, person and time are there, the person is one of the roster
//! and had no other part in the change. The answer has to say what it means: `yes` and `no` count only
//! beneath the control's own question, since another question may mean the opposite.

use std::collections::BTreeSet;

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Overlay};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::Attestation;
use changeproof_domain::snapshot::{
    AttestationId, Change, ChangeRecordId, DeploymentId, RecordRef,
};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order};

use crate::context::{account_text, field_text, when};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::attested_answer;
use crate::shared::attested_parties;
use crate::shared::known::Known;
use crate::shared::roles::{self, Role};
use crate::shared::text::{Lack, lack};

/// What a control asks of a person.
#[derive(Debug)]
pub(crate) struct Question {
    pub control: &'static str,
    /// What it is asked about.
    pub about: Subject,
    /// The question beneath which `yes` lets the control pass.
    pub text: &'static str,
    /// Answers that say so themselves.
    pub yes: &'static [&'static str],
    /// Answers that say the opposite.
    pub no: &'static [&'static str],
    /// Whether a reason has to be given.
    pub with_reason: bool,
    /// The roles of which the person has to hold one.
    pub roles: Option<fn(&Parameters) -> &[String]>,
}

/// What a question is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A change record, or a deployment with its records.
    Record,
    /// A change: a pull request or its change record, or a deployment with its changes.
    Change,
    /// A deployment.
    Deployment,
    /// A service in a quarter.
    Quarter,
    /// An incident.
    Incident,
}

/// What an attestation may be about.
#[derive(Clone, Debug, Default)]
pub(crate) struct About<'a> {
    /// Names under which it is looked for.
    pub subjects: Vec<String>,
    /// Ids of the deployment, which name it only where no other deployment has them.
    pub ids: Vec<String>,
    /// Changes that the person must have had no part in.
    pub changes: Vec<&'a Change>,
    /// Their change records.
    pub records: Vec<ChangeRecordId>,
    /// Why not all of these are known, where that is so.
    pub open: Option<&'static str>,
    /// When what it is about was over or known: nobody can attest to it before.
    pub since: Option<Moment>,
}

/// What was attested.
#[derive(Clone, Debug)]
pub(crate) enum Answer<'a> {
    /// Nothing.
    Nothing,
    /// That it is so.
    Yes(Attested<'a>),
    /// That it is not.
    No(Attested<'a>),
    /// Something that does not count.
    Void(Void<'a>),
    /// Whether it counts, or what it says, cannot be told: why.
    Unknown {
        of: Source<'a>,
        why: String,
        /// Whether it may say 'no'.
        may_deny: bool,
    },
}

/// Where an attestation stands, and the role of whoever gave it where the question asks for one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    id: AttestationId,
    role: Option<(Role<'a>, &'a [String])>,
}

impl Source<'_> {
    /// Question, answer, reason, person, time and role, as facts.
    fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        let mut facts = facts(cx, self.id);
        if let Some((role, roles)) = &self.role {
            facts.extend(role.facts(cx, roles));
        }
        facts
    }
}

/// An attestation that does not count: why.
#[derive(Clone, Debug)]
pub(crate) struct Void<'a> {
    of: Source<'a>,
    why: String,
}

/// An attestation that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attested<'a> {
    of: Source<'a>,
    attestation: &'a Attestation,
    person: &'a str,
    /// Only if two accounts of one system are two persons.
    pub by_account: bool,
}

impl Attested<'_> {
    /// Who attested what and when, as a sentence.
    pub(crate) fn sentence(&self) -> String {
        let of = self.attestation;
        let at = of.at.value().map(when).unwrap_or_default();
        let mut said = format!("{} attested at {at}: {}", self.person, of.answer.text());
        if let Some(reason) = of.reason.value() {
            said.push_str(": ");
            said.push_str(reason);
        }
        if !said.ends_with(['.', '!', '?']) {
            said.push('.');
        }
        said
    }

    /// Question, answer, reason, person, time and role, as facts.
    pub(crate) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        self.of.facts(cx)
    }
}

impl Answer<'_> {
    /// Why what was attested does not count, with a space before it; nothing where nothing was.
    pub(crate) fn doubt(&self) -> String {
        match self {
            Answer::Nothing | Answer::Yes(_) | Answer::No(_) => String::new(),
            Answer::Void(Void { why, .. }) => format!(" The attestation does not count: {why}."),
            Answer::Unknown { why, .. } => {
                format!(" Whether the attestation counts cannot be told: {why}.")
            }
        }
    }

    /// What was attested, or why it does not count, with a space before it; nothing where nothing was.
    pub(crate) fn remark(&self) -> String {
        match self {
            Answer::Yes(of) | Answer::No(of) => format!(" {}", of.sentence()),
            Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => self.doubt(),
        }
    }

    /// The facts of an attestation that counts, or of the one that does not or may not.
    pub(crate) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        match self {
            Answer::Yes(attested) | Answer::No(attested) => attested.facts(cx),
            Answer::Void(Void { of, .. }) | Answer::Unknown { of, .. } => of.facts(cx),
            Answer::Nothing => Vec::new(),
        }
    }
}

fn facts(cx: &Implementation<'_>, id: AttestationId) -> Vec<Fact> {
    let of = &cx.snapshot.registers.attestations[id.index()].record;
    let own = RecordRef::Attestation(id);
    [
        cx.fact(own, "subject", || of.subject.clone()),
        cx.fact(own, "question", || field_text(&of.question)),
        cx.fact(own, "answer", || field_text(&of.answer)),
        cx.fact(own, "reason", || field_text(&of.reason)),
        cx.fact(own, "person", || account_text(&of.person)),
        cx.fact(own, "at", || field_text(&of.at)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What was attested to a question about something: the latest attestation that counts decides.
/// What it is about is worked out only where anything was attested.
pub(crate) fn answer<'a>(
    cx: &Implementation<'a>,
    question: &Question,
    about: impl FnOnce() -> About<'a>,
) -> Answer<'a> {
    let registers = &cx.snapshot.registers;
    if registers.attestations.is_empty() {
        return Answer::Nothing;
    }
    let about = &about();
    let beneath = |names: &[String]| -> BTreeSet<AttestationId> {
        let of = |name: &String| registers.attested(question.control, name);
        names.iter().flat_map(of).copied().collect()
    };
    let named = beneath(&about.subjects);
    let by_id = beneath(&about.ids);
    if named.is_empty() && by_id.is_empty() {
        return Answer::Nothing;
    }
    let parts = attested_parties::of(cx, about);
    let mut judged: Vec<Judged<'a>> = named
        .union(&by_id)
        .map(|id| {
            let mut judged = judge(cx, (question, about), &parts, *id);
            if !named.contains(id) && !names_one_deployment(cx, judged.subject) {
                judged.worth = Worth::Unknown(format!(
                    "more than one deployment has the id '{}'",
                    judged.subject
                ));
            }
            judged
        })
        .collect();
    judged.sort_by_key(|of| of.at.map(|at| at.at));
    decide(judged)
}

/// Whether no other deployment has an id.
fn names_one_deployment(cx: &Implementation<'_>, id: &str) -> bool {
    let id = folded(id);
    let own: Vec<usize> = attested_parties::in_every_source(cx)
        .map(DeploymentId::index)
        .collect();
    let mut deployments = cx.snapshot.deployments.iter().enumerate();
    !deployments.any(|(at, of)| folded(&of.record.id) == id && !own.contains(&at))
}

/// A verdict with what was attested: `yes` lets it pass, what may count leaves it open, and anything else
/// is said beside it.
pub(crate) fn decided_by(
    cx: &Implementation<'_>,
    finding: Finding,
    answer: &Answer<'_>,
) -> Finding {
    let judged = match answer {
        Answer::Yes(of) => cx
            .pass(|| format!("{} {}", finding.reason, of.sentence()))
            .marked_if(of.by_account, Overlay::ByAccount),
        Answer::Unknown { .. } => {
            cx.insufficient(|| format!("{}{}", finding.reason, answer.doubt()))
        }
        Answer::No(_) | Answer::Nothing | Answer::Void(_) => return beside(cx, finding, answer),
    };
    judged.with(finding.facts).with(answer.facts(cx))
}

/// A verdict with what was attested said beside it.
pub(crate) fn beside(
    cx: &Implementation<'_>,
    mut finding: Finding,
    answer: &Answer<'_>,
) -> Finding {
    finding.reason.push_str(&answer.remark());
    finding.with(answer.facts(cx))
}

/// One attestation, and what it is worth.
struct Judged<'a> {
    of: Source<'a>,
    subject: &'a str,
    at: Option<&'a Moment>,
    /// What it says; none where that cannot be read.
    says: Option<bool>,
    worth: Worth<'a>,
}

enum Worth<'a> {
    Counts(Attested<'a>),
    Void(String),
    Unknown(String),
}

fn decide(judged: Vec<Judged<'_>>) -> Answer<'_> {
    let counting = judged
        .iter()
        .rev()
        .find_map(|of| match (&of.worth, of.says) {
            (Worth::Counts(attested), Some(says)) => Some((*attested, says, of.at)),
            (Worth::Counts(_) | Worth::Void(_) | Worth::Unknown(_), _) => None,
        });
    let open = judged.iter().find_map(|of| match &of.worth {
        Worth::Unknown(why) => Some((of, why)),
        Worth::Counts(_) | Worth::Void(_) => None,
    });
    let Some((attested, says, at)) = counting else {
        if let Some((of, why)) = open {
            return Answer::Unknown {
                of: of.of,
                why: why.clone(),
                may_deny: judged
                    .iter()
                    .any(|of| matches!(of.worth, Worth::Unknown(_)) && of.says != Some(true)),
            };
        }
        let void = judged.into_iter().find_map(|of| match of.worth {
            Worth::Void(why) => Some(Answer::Void(Void { of: of.of, why })),
            Worth::Counts(_) | Worth::Unknown(_) => None,
        });
        return void.unwrap_or(Answer::Nothing);
    };
    // Another one decides otherwise unless it is proven to be older.
    let otherwise = judged.iter().find(|of| {
        let older = match (of.at, at) {
            (Some(other), Some(at)) => other.order(at, 0) == Order::Earlier,
            (None, _) | (_, None) => false,
        };
        of.says != Some(says) && !older && !matches!(of.worth, Worth::Void(_))
    });
    match otherwise {
        Some(of) => Answer::Unknown {
            of: of.of,
            why: match &of.worth {
                Worth::Unknown(why) => why.clone(),
                Worth::Counts(_) | Worth::Void(_) => {
                    "two attestations contradict each other".to_owned()
                }
            },
            may_deny: true,
        },
        None if says => Answer::Yes(attested),
        None => Answer::No(attested),
    }
}

fn judge<'a>(
    cx: &Implementation<'a>,
    (question, about): (&Question, &About<'a>),
    parts: &attested_parties::Parts<'a>,
    id: AttestationId,
) -> Judged<'a> {
    let of: &'a Attestation = &cx.snapshot.registers.attestations[id.index()].record;
    let says = attested_answer::reading(question, of);
    let parameters: &'a Parameters = cx.parameters();
    let role = question.roles.map(|roles| {
        let roles: &'a [String] = roles(parameters);
        let role = roles::on_day_of(cx, of.person.value(), of.at.value(), roles);
        (role, roles)
    });
    let source = Source { id, role };
    let timely = in_time(cx, about, of);
    let worth = match timely.and_then(|()| worth(cx, question, parts, of, says, role)) {
        Ok((person, by_account)) => Worth::Counts(Attested {
            of: source,
            attestation: of,
            person,
            by_account,
        }),
        Err(worth) => worth,
    };
    Judged {
        of: source,
        subject: &of.subject,
        at: of.at.value(),
        says,
        worth,
    }
}

/// An error where an attestation is of a time at which nobody could know, or is later than the time as of
/// which is judged.
fn in_time<'a>(
    cx: &Implementation<'_>,
    about: &About<'_>,
    of: &Attestation,
) -> Result<(), Worth<'a>> {
    let Some(at) = of.at.value() else {
        return Ok(());
    };
    if at.at > cx.as_of {
        return Err(Worth::Void(format!(
            "it is of {}, later than the time as of which this is judged",
            when(at)
        )));
    }
    match about.since.map(|since| at.order(&since, 0)) {
        Some(Order::Earlier) => Err(Worth::Void(format!(
            "it is of {}, before what it is about",
            when(at)
        ))),
        Some(Order::Undecided) => Err(Worth::Unknown(
            "its date alone does not tell whether it came after what it is about".to_owned(),
        )),
        Some(Order::Later | Order::Equal) | None => Ok(()),
    }
}

/// The person's name, and whether independence rests on accounts alone; an error where the attestation
/// does not count.
fn worth<'a>(
    cx: &Implementation<'a>,
    question: &Question,
    parts: &attested_parties::Parts<'a>,
    of: &'a Attestation,
    says: Option<bool>,
    role: Option<(Role<'a>, &[String])>,
) -> Result<(&'a str, bool), Worth<'a>> {
    present(&of.question, "question")?;
    present(&of.answer, "answer")?;
    let person = present(&of.person, "person")?;
    present(&of.at, "time")?;
    if question.with_reason {
        let reason = present(&of.reason, "reason")?;
        if lack(reason, cx.parameters()) == Some(Lack::Placeholder) {
            return Err(Worth::Void(format!("its reason is '{reason}'")));
        }
    }
    let people = &cx.snapshot.people;
    let shown = cx.shown(person);
    if people.is_machine(person) {
        return Err(Worth::Void(format!("{shown} is no person")));
    }
    let identity = people.identify(person);
    let (Identity::Person(_), false) = (identity, cx.is_generic(person)) else {
        return Err(Worth::Unknown(format!(
            "the roster does not say who {shown} is"
        )));
    };
    let mut by_account = false;
    let mut unknown = parts.incomplete.map(str::to_owned);
    for part in &parts.known {
        match part.is_of(cx, identity) {
            Sameness::Same => {
                let hand = part.hand;
                return Err(Worth::Void(format!("{shown} is {hand} of the change")));
            }
            Sameness::Different => {}
            Sameness::DifferentByAccount => by_account = true,
            Sameness::Unknown => unknown = Some(part.open(shown)),
        }
    }
    if let Some((role, roles)) = &role {
        match role.held() {
            Known::Yes => {}
            Known::No => {
                return Err(Worth::Void(format!(
                    "{shown} held none of the roles for it that day ({})",
                    roles.join(", ")
                )));
            }
            Known::Unknown => {
                unknown = Some(format!("whether {shown} held the role for it is not known"));
            }
        }
    }
    if says.is_none() {
        return Err(Worth::Unknown(format!(
            "beneath the question '{}' the answer '{}' does not say what it means here; ask '{}' and \
             answer yes or no",
            of.question.text(),
            of.answer.text(),
            question.text
        )));
    }
    match unknown {
        Some(why) => Err(Worth::Unknown(why)),
        None => Ok((shown, by_account)),
    }
}

/// The value of a field without which nothing is attested.
fn present<'a, T>(field: &'a Field<T>, what: &str) -> Result<&'a T, Worth<'a>> {
    match field {
        Field::Value(value) => Ok(value),
        Field::Empty => Err(Worth::Void(format!("it has no {what}"))),
        Field::NotExported => Err(Worth::Unknown(format!("its {what} was not exported"))),
    }
}
