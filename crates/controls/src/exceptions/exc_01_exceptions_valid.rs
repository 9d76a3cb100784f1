//! EXC-01: an exception meets the rules for exceptions.
// long file: check and cases of one control stand together.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{ExceptionEntry, RecordKind};
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::{DAY, HOUR, Moment};

use crate::case::{Case, World};
use crate::context::{account_text, field_text, span, text_by};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::exceptions::extension::{extended, extension};
use crate::exceptions::granted::{approved_before, approver, role_facts, second_approver};
use crate::exceptions::knows_no_exception;
use crate::exceptions::risk::risk;
use crate::exceptions::rule::Rule;
use crate::exceptions::scope::Scope;
use crate::finding::Finding;
use crate::judging::Detail;
use crate::others::ExceptionContext;
use crate::registry::find;
use crate::shared::text::says_nothing;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EXC-01",
    version: 2,
    name: "Exceptions valid",
    severity: Severity::Critical,
    clauses: &["EXC"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("deployment_hours", p.exception_for_deployment / HOUR),
            Parameter::number("service_or_control_days", p.exception_for_service / DAY),
            Parameter::number("time_window_days", p.exception_for_window / DAY),
            Parameter::words("approving_roles", &p.approving_roles),
        ]
    },
    frameworks: &[
        partial(
            "ISO 27001:2022",
            "A.5.36",
            "Tests how exceptions were granted, not whether each deviation had one.",
        ),
        partial(
            "NIST SP 800-53",
            "CA-5",
            "Tests that a plan to return to the policy is there, not that it was followed.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks that exceptions are documented, justified and approved; how long they hold and \
         who approves which risk are ours.",
    ),
    checks: "Judges each exception of the register that holds on a day of the period. Passes where all \
        parts are there (control, deviation, justification, scope, first and last day, risk owner, residual \
        risk, compensating controls, plan to return) and none is a placeholder such as TBD; it holds no longer than its scope allows (one \
        deployment 72 hours, a service or a control 90 days, a time window 30 days); whoever approved it \
        held an approving role that day, did not ask for it, and approved it before it began; its risk is at least the severity of its \
        controls; where that is high, a second person approved it; and where it extends an earlier one that was \
        an extension itself, somebody a level higher, who may approve too, approved it as well. Of a register's \
        approvers the roster tells the roles, and which of them stands a level higher the register alone; of an exception that was approved in Changeproof the signatures do. Fails where a rule is broken, or for SEC-02, POP-01 to POP-03 and EXC-01, which know no \
        exception. Insufficient evidence where a field was not exported or a person is not known. An \
        exception changes no outcome: it marks the failures that it covers as excepted. What is attached to it \
        is not looked at.",
    why: "An exception that anybody grants to anybody for ever is a hole in the policy.",
    evidence: "Register of exceptions, roster with dated roles.",
    needs: &[RecordKind::RosterEntry, RecordKind::ExceptionEntry],
    remedy: "Fail: revoke the exception or have it granted anew by the rules. Insufficient evidence: export \
        all columns of the register, and a roster that covers the day of approval.",
    check: Judges::Exception(check),
    cases: CASES,
};

/// What each rule says of an exception, but for the time of its approval.
pub(super) fn rules<'a>(cx: &ExceptionContext<'a>) -> impl Iterator<Item = Rule> + use<'a> {
    let exception = cx.exception;
    parts(cx)
        .map(|part| part.rule)
        .chain([length(cx, exception)])
        .chain([scope_of_control(exception)])
        .chain(approver(cx, exception))
        .chain([risk(exception)])
        .chain(second_approver(cx, exception))
        .chain(extension(cx))
        .chain(controls(exception))
}

fn check(cx: &ExceptionContext<'_>) -> Finding {
    let exception = cx.exception;
    let rules = rules(cx).chain([approved_before(cx, exception)]);
    let (mut broken, mut open) = (Vec::new(), Vec::new());
    let mut by_account = false;
    let once = |all: &mut Vec<String>, why: String| {
        if !all.contains(&why) {
            all.push(why);
        }
    };
    for rule in rules {
        match rule {
            Rule::Met => {}
            Rule::MetByAccount => by_account = true,
            Rule::Broken(why) => once(&mut broken, why),
            Rule::Open(why) => once(&mut open, why),
        }
    }
    let id = &exception.id;
    let finding = if !broken.is_empty() {
        cx.fail(|| format!("Exception {id} breaks the rules: {}.", broken.join("; ")))
    } else if !open.is_empty() {
        cx.insufficient(|| format!("Exception {id} cannot be judged: {}.", open.join("; ")))
    } else {
        cx.pass(|| {
            format!(
                "Exception {id} meets the rules for exceptions.{}",
                level_of_register(cx)
            )
        })
        .marked_if(by_account, Overlay::ByAccount)
    };
    finding.with(facts(cx))
}

/// That the level of who approved an extension of an extension rests on the register alone, with a space before
/// it: the roster knows no levels. Who approves in Changeproof signs on that level.
fn level_of_register(cx: &ExceptionContext<'_>) -> String {
    let of = cx.exception;
    let is_asked = extended(&cx.snapshot.registers, of).len() > 1;
    match of.higher_approver.value() {
        Some(higher) if is_asked && !of.approved_as.is_value() => format!(
            " That {} stands a level higher than the other approvers is taken from the register.",
            cx.shown(higher)
        ),
        Some(_) | None => String::new(),
    }
}

/// A part that each exception has.
pub(super) struct Part {
    field: &'static str,
    /// What the register has there.
    told: String,
    pub rule: Rule,
}

/// A part, and what stands in its place where that says nothing.
fn present<T>(
    field: &'static str,
    of: &Field<T>,
    what: &str,
    text: impl Fn(&T) -> String,
    says_nothing: impl Fn(&str) -> bool,
) -> Part {
    let told = text_by(of, text);
    let rule = match of {
        Field::NotExported => Rule::Open(format!("its {what} was not exported")),
        Field::Value(_) if !says_nothing(&told) => Rule::Met,
        Field::Value(_) | Field::Empty => match told.trim() {
            "" => Rule::Broken(format!("it has no {what}")),
            text => Rule::Broken(format!("it has no {what}: '{text}' says nothing")),
        },
    };
    Part { field, told, rule }
}

/// The parts that each exception has. A placeholder is none.
pub(super) fn parts<'a>(cx: &ExceptionContext<'a>) -> impl Iterator<Item = Part> + use<'a> {
    let of = cx.exception;
    let parameters = cx.parameters();
    let nothing = |text: &str| says_nothing(text, parameters);
    let text =
        |field, value: &Field<String>, what| present(field, value, what, String::clone, nothing);
    let moment = |field, value: &Field<Moment>, what| {
        present(field, value, what, Moment::to_string, |_| false)
    };
    [
        present(
            "controls",
            &of.controls,
            "control",
            |list| list.join(", "),
            |list| list.trim().is_empty(),
        ),
        text("deviation", &of.deviation, "deviation"),
        text("justification", &of.justification, "justification"),
        text("scope", &of.scope, "scope"),
        moment("from", &of.from, "beginning"),
        moment("to", &of.to, "end"),
        present(
            "risk_owner",
            &of.risk_owner,
            "risk owner",
            |by| by.shown().to_owned(),
            nothing,
        ),
        // That no risk is left is an answer.
        present(
            "residual_risk",
            &of.residual_risk,
            "residual risk",
            String::clone,
            |text| !text.trim().eq_ignore_ascii_case("none") && nothing(text),
        ),
        text(
            "compensating_controls",
            &of.compensating_controls,
            "compensating control",
        ),
        text(
            "return_plan",
            &of.return_plan,
            "plan to return to the policy",
        ),
    ]
    .into_iter()
}

/// Controls that know no exception.
fn controls(of: &ExceptionEntry) -> Vec<Rule> {
    let rule = |id: &String| {
        let id = id.trim().to_uppercase();
        if knows_no_exception(&id) {
            Rule::Broken(format!("{id} knows no exception"))
        } else if find(&id).is_none() {
            Rule::Open(format!("{id} is no control of this version"))
        } else {
            Rule::Met
        }
    };
    of.controls.items().iter().map(rule).collect()
}

/// How long it holds, against the longest that its scope allows.
/// That a scope which names controls names those that the exception is for.
fn scope_of_control(of: &ExceptionEntry) -> Rule {
    if Scope::of(of.scope.text()) != Some(Scope::Control) {
        return Rule::Met;
    }
    let scope = of.scope.text().to_uppercase();
    let words = scope.split(|c: char| !c.is_alphanumeric() && c != '-');
    let named: Vec<&str> = words.filter(|word| find(word).is_some()).collect();
    let is_named = |control: &String| {
        named
            .iter()
            .any(|name| name.eq_ignore_ascii_case(control.trim()))
    };
    let other = of
        .controls
        .items()
        .iter()
        .find(|control| !is_named(control));
    match other.filter(|_| !named.is_empty()) {
        Some(control) => Rule::Broken(format!(
            "its scope '{}' does not name {control}, the control that it is for",
            of.scope.text()
        )),
        None => Rule::Met,
    }
}

pub(super) fn length(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Rule {
    let (Some(from), Some(to)) = (of.from.value(), of.to.value()) else {
        // The parts say so already.
        return Rule::Met;
    };
    let parameters = cx.parameters();
    let longest = Scope::of(of.scope.text()).map(|scope| match scope {
        Scope::Deployment(_) => parameters.exception_for_deployment,
        Scope::Service(_) | Scope::Control => parameters.exception_for_service,
        Scope::Window => parameters.exception_for_window,
    });
    // A date alone is a whole day: it holds at least from the end of the first to the beginning of the
    // last, and at most from beginning to end.
    let at_least = to.at.0 - from.latest().0;
    let at_most = to.latest().0 - from.at.0;
    let allowed = longest.unwrap_or(parameters.exception_for_service);
    let surely = longest.unwrap_or(parameters.exception_for_deployment);
    let limit = || {
        let words = match allowed / HOUR {
            hours if longest == Some(parameters.exception_for_deployment) => {
                format!("{hours} hours")
            }
            hours => format!("{} days", hours / 24),
        };
        match longest {
            Some(_) => format!("the {words} that its scope '{}' allows", of.scope.text()),
            None => format!("the {words} of a service or a control"),
        }
    };
    if to.latest() < from.at {
        Rule::Broken("it ends before it begins".to_owned())
    } else if at_least > allowed {
        Rule::Broken(format!(
            "it holds for {}, longer than {}",
            span(from.latest(), to.at),
            limit()
        ))
    } else if at_most <= surely {
        Rule::Met
    } else if longest.is_some() {
        Rule::Open(format!(
            "its days alone do not tell whether it holds longer than {}",
            limit()
        ))
    } else {
        Rule::Open(format!(
            "how long it may hold cannot be told from the scope '{}', which begins with none of \
             deployment, service, control and time window",
            of.scope.text()
        ))
    }
}

fn facts(cx: &ExceptionContext<'_>) -> Vec<Fact> {
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let of = cx.exception;
    let own = RecordRef::ExceptionEntry(cx.id);
    [
        cx.fact(own, "controls", || {
            text_by(&of.controls, |list| list.join(", "))
        }),
        cx.fact(own, "scope", || field_text(&of.scope)),
        cx.fact(own, "risk", || field_text(&of.risk)),
        cx.fact(own, "compensating_controls", || {
            field_text(&of.compensating_controls)
        }),
        cx.fact(own, "requested_by", || account_text(&of.requested_by)),
        cx.fact(own, "approved_by", || account_text(&of.approved_by)),
        cx.fact(own, "second_approver", || account_text(&of.second_approver)),
        cx.fact(own, "approved_at", || field_text(&of.approved_at)),
        cx.fact(own, "from", || field_text(&of.from)),
        cx.fact(own, "to", || field_text(&of.to)),
    ]
    .into_iter()
    .flatten()
    .chain(told_by_some(cx))
    .chain(missing(cx))
    .chain(role_facts(cx, of))
    .chain(extended_facts(cx))
    .fold(Vec::new(), |mut all, fact| {
        if !all.contains(&fact) {
            all.push(fact);
        }
        all
    })
}

/// The parts that are not there.
fn missing<'a>(cx: &ExceptionContext<'a>) -> impl Iterator<Item = Fact> + use<'a> {
    let cx = *cx;
    let own = RecordRef::ExceptionEntry(cx.id);
    parts(&cx).filter_map(move |part| match part.rule {
        Rule::Met | Rule::MetByAccount => None,
        Rule::Broken(_) | Rule::Open(_) => cx.fact(own, part.field, || part.told),
    })
}

/// Until when those held that it extends.
fn extended_facts(cx: &ExceptionContext<'_>) -> Vec<Fact> {
    let registers = &cx.snapshot.registers;
    let facts = extended(registers, cx.exception)
        .into_iter()
        .flat_map(|id| {
            let of = &registers.exceptions[id.index()];
            let own = RecordRef::ExceptionEntry(id);
            let ended = of.ended_at.value();
            [
                cx.fact(own, "id", || of.id.clone()),
                cx.fact(own, "from", || field_text(&of.from)),
                cx.fact(own, "to", || field_text(&of.to)),
                ended.and_then(|at| cx.fact(own, "ended_at", || at.to_string())),
            ]
        });
    facts.flatten().collect()
}

/// What only some registers tell.
fn told_by_some(cx: &ExceptionContext<'_>) -> impl Iterator<Item = Fact> {
    let of = cx.exception;
    let own = RecordRef::ExceptionEntry(cx.id);
    let asked = extended(&cx.snapshot.registers, of).len() > 1;
    let higher = (asked || of.higher_approver.is_value())
        .then(|| cx.fact(own, "higher_approver", || account_text(&of.higher_approver)));
    let role = of.approved_as.value();
    let role = role.and_then(|role| cx.fact(own, "approved_as", || role.clone()));
    let ended = of.ended_at.value();
    let ended = ended.and_then(|at| cx.fact(own, "ended_at", || at.to_string()));
    [higher.flatten(), role, ended].into_iter().flatten()
}

static CASES: &[Case] = &[
    Case {
        name: "a complete exception for one deployment, approved by two persons who may",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "its scope names another control than the one that it is for",
        given: |w| w.exception().scope = World::text("control TST-01"),
        then: Outcome::Fail,
    },
    Case {
        name: "its scope names its control",
        given: |w| w.exception().scope = World::text("Control REV-01 for all services"),
        then: Outcome::Pass,
    },
    Case {
        name: "an exception for a service, sixty days long",
        given: |w| {
            w.exception().scope = World::text("service referral-api");
            w.exception().to = World::at(60 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an exception for one deployment, a week long",
        given: |w| w.exception().to = World::at(7 * 24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "an exception for a service, a hundred days long",
        given: |w| {
            w.exception().scope = World::text("service referral-api");
            w.exception().to = World::at(100 * 24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an exception for one deployment, exactly 72 hours long",
        given: |w| w.exception().to = World::at(-60 + 72 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "it ends at the instant at which it begins",
        given: |w| w.exception().to = World::at(-60),
        then: Outcome::Pass,
    },
    Case {
        name: "a justification that consists of spaces",
        given: |w| w.exception().justification = World::text("  "),
        then: Outcome::Fail,
    },
    Case {
        name: "placeholders for the compensating controls and the plan to return",
        given: |w| {
            w.exception().compensating_controls = World::text("n/a");
            w.exception().return_plan = World::text("To be determined later on.");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a dash for whoever owns the risk",
        given: |w| w.exception().risk_owner = World::typed("-"),
        then: Outcome::Fail,
    },
    Case {
        name: "no risk is left",
        given: |w| w.exception().residual_risk = World::text("None"),
        then: Outcome::Pass,
    },
    Case {
        name: "no compensating control",
        given: |w| w.exception().compensating_controls = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "approved by who asked for it",
        given: |w| w.exception().requested_by = World::typed("ivo@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "approved by who asked for it, who held no approving role either",
        given: |w| w.exception().approved_by = World::typed("ana@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "approved by somebody without an approving role, who had not asked for it",
        given: |w| w.exception().approved_by = World::typed("bao@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "a second approver without an approving role",
        given: |w| w.exception().second_approver = World::typed("bao@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "a critical risk that one person approved",
        given: |w| w.exception().second_approver = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "a medium risk for a critical control, which one person approved",
        given: |w| {
            w.exception().risk = World::text("Medium");
            w.exception().second_approver = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "one person approved it twice",
        given: |w| w.exception().second_approver = World::typed("jira-ivo"),
        then: Outcome::Fail,
    },
    Case {
        name: "a low risk for a critical control",
        given: |w| w.exception().risk = World::text("Low"),
        then: Outcome::Fail,
    },
    Case {
        name: "an exception from a control that knows none",
        given: |w| w.exception().controls = Field::Value(vec!["POP-01".to_owned()]),
        then: Outcome::Fail,
    },
    Case {
        name: "it ends before it begins",
        given: |w| w.exception().to = World::at(-3 * 24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "a medium risk for a control of medium severity, which one person approved",
        given: |w| {
            w.exception().controls = Field::Value(vec!["MON-01".to_owned()]);
            w.exception().risk = World::text("Medium");
            w.exception().second_approver = Field::Empty;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a high risk for a control of high severity",
        given: |w| {
            w.exception().controls = Field::Value(vec!["DEP-04".to_owned()]);
            w.exception().risk = World::text("High");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved only after the day of the judgement",
        given: |w| w.as_of(-180),
        then: Outcome::Fail,
    },
    Case {
        name: "approved at the very time of the judgement",
        given: |w| w.as_of(-120),
        then: Outcome::Pass,
    },
    Case {
        name: "approved a day after it began",
        given: |w| w.exception().approved_at = World::at(24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "the day of approval alone does not tell whether it was approved before it began",
        given: |w| w.exception().approved_at = World::day_of(0),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an exception from a control that this version does not know",
        given: |w| w.exception().controls = Field::Value(vec!["XYZ-01".to_owned()]),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same exception for the third time",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same exception for the second time, approved a level higher as well",
        given: |w| {
            w.repeat_exception(1);
            w.exception().higher_approver = World::typed("chidi@clicki.example");
            w.roster_line("chidi").roles = vec!["designated_approver".to_owned()];
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the same exception for the third time, approved a level higher as well",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().higher_approver = World::typed("chidi@clicki.example");
            w.roster_line("chidi").roles = vec!["designated_approver".to_owned()];
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the same exception for the third time, approved a level higher by somebody without an approving role",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().higher_approver = World::typed("chidi@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the same exception for the third time, approved a level higher by somebody whom the roster does not know",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().higher_approver = World::typed("somebody@elsewhere.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same exception for the third time, approved a level higher by a policy owner who signed",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().approved_as = World::text("approver");
            w.exception().higher_approver = World::typed("pia-signs-in");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the same exception for the third time, approved on two levels by one person",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().higher_approver = World::typed("jira-nadia");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the same exception for the third time, which nobody a level higher approved",
        given: |w| {
            w.repeat_exception(1);
            w.repeat_exception(2);
            w.exception().higher_approver = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "two exceptions before it were for another deployment",
        given: |w| {
            w.repeat_exception_for(1, "REV-01", "deployment 2");
            w.repeat_exception_for(2, "REV-01", "deployment 2");
            w.exception().higher_approver = Field::Empty;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "two exceptions before it were for another control",
        given: |w| {
            w.repeat_exception_for(1, "REV-02", "deployment 3");
            w.repeat_exception_for(2, "REV-02", "deployment 3");
            w.exception().higher_approver = Field::Empty;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the same exception again, months after those before were revoked",
        given: |w| {
            w.exception().scope = World::text("service referral-api");
            w.exception().higher_approver = Field::Empty;
            w.repeat_exception_of_service(40, 4);
            w.repeat_exception_of_service(80, 4);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved by two people who signed as approvers, whom the roster does not know",
        given: |w| {
            w.exception().approved_as = World::text("approver");
            w.exception().requested_by = World::typed("ana-signs-in");
            w.exception().approved_by = World::typed("ivo-signs-in");
            w.exception().second_approver = World::typed("nadia-signs-in");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved under another sign-in of who asked for it",
        given: |w| {
            w.exception().approved_as = World::text("approver");
            w.exception().requested_by = World::typed("jira-ivo");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the same exception for the second time",
        given: |w| w.repeat_exception(1),
        then: Outcome::Pass,
    },
    Case {
        name: "the scope does not say what it is about, and it holds for two weeks",
        given: |w| {
            w.exception().scope = World::text("referral");
            w.exception().to = World::at(14 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who asked for it was not exported",
        given: |w| w.exception().requested_by = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the roster does not know who approved it",
        given: |w| w.exception().approved_by = World::typed("somebody@elsewhere.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a risk level that is not known",
        given: |w| w.exception().risk = World::text("P3"),
        then: Outcome::InsufficientEvidence,
    },
];
