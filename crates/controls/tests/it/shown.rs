//! What screens are told of every case, beside the verdict: what a vote is worth, whose account is nobody's, which
//! reviews an emergency asks for, what could be attested by whom.

use std::fmt::{Debug, Write as _};

use changeproof_controls::attesting::{asked_about, concerned, names};
use changeproof_controls::case::World;
use changeproof_controls::contents::lacks;
use changeproof_controls::context::{Context, Detail};
use changeproof_controls::emergency_reviews::{
    Emergency, carried_out_alone, emergencies, emergency_alone, part_in,
};
use changeproof_controls::identities::compared;
use changeproof_controls::implementation::Implementation;
use changeproof_controls::undeployed::Standings;
use changeproof_controls::{Control, catalogue, question_of, standing};
use changeproof_domain::account::{Account, System};
use changeproof_domain::snapshot::{ChangeRecordId, Snapshot};

use crate::as_read;
use crate::support::{of_case, snapshot, subject};

/// Somebody who wrote, reviewed, carried out, or had no part, somebody of no roster, a login of many, and nobody.
const PEOPLE: [&str; 7] = ["ana", "bao", "lena", "nadia", "stranger", "admin", ""];

fn account(name: &str) -> Account {
    Account::new(System::Email, format!("{name}@clicki.example"))
}

/// What is told of a company, a line each.
struct Told(Vec<String>);

impl Told {
    fn add(&mut self, what: &str, value: &dyn Debug) {
        self.0.push(format!("{what}: {value:?}"));
    }

    fn all<T: Debug>(&mut self, what: &str, values: &[T]) {
        for (at, value) in values.iter().enumerate() {
            self.0.push(format!("{what} {at}: {value:?}"));
        }
    }

    fn emergency(&mut self, cx: &Implementation<'_>, of: &Emergency) {
        let Emergency {
            record,
            asked,
            due,
            outcome,
            reason,
            reviews,
            counts,
        } = of;
        let key = &cx.snapshot.change_records[record.index()].key;
        let reviews = format!("reviews {reviews:?} of which counts {counts:?}");
        self.0.push(format!(
            "emergency {key}: asked {asked:?}, due {due:?}, {reviews}"
        ));
        self.0
            .push(format!("emergency {key} is judged: {outcome}: {reason}"));
        for name in PEOPLE {
            self.add(
                &format!("{name} in {key}"),
                &part_in(cx, *record, &account(name)),
            );
        }
    }
}

fn of_deployment(control: &Control, world: &World, snapshot: &Snapshot) -> Vec<String> {
    let mut told = Told(Vec::new());
    let as_of = world.judged_as_of();
    let subject = subject(snapshot);
    let cx = Context::new(snapshot, subject, as_of, Detail::Explained);
    told.add("whose account is nobody's", &compared(&cx, control));
    told.add(
        "a roster would tell",
        &standing::persons_are_open(&cx, control),
    );
    told.add("asks for a role", &standing::asks_for_role(control));
    match control.id {
        "REV-01" | "TST-01" | "CAT-01" => {
            for change in &cx.subject.change_set.changes {
                told.all("contributor", &standing::contributors(&cx, change));
                let votes = standing::votes(&cx, change);
                let votes: Vec<_> = votes.iter().map(|of| (of.index, of.worth)).collect();
                told.all("vote", &votes);
                told.add(
                    "review is asked for",
                    &standing::review_is_asked_for(&cx, change),
                );
                told.all("check", &standing::required_checks(&cx, change));
                for name in ["unit", "coverage/bot"] {
                    let required = standing::check_is_required(&cx, name);
                    told.add(&format!("{name} is required"), &required);
                }
            }
            told.add("categories", &standing::categories(&cx));
        }
        "APP-01" | "APP-02" | "REC-01" => {
            for (at, record) in snapshot.change_records.iter().enumerate() {
                let id = ChangeRecordId::from(at);
                let approvals = standing::approvals(&cx, id);
                let approvals: Vec<_> = approvals
                    .iter()
                    .map(|of| {
                        (
                            of.approver.map(|who| &who.name),
                            of.at.map(|at| at.at),
                            of.worth,
                        )
                    })
                    .collect();
                told.all(&format!("approval of {}", record.key), &approvals);
                told.add(
                    &format!("lacks of {}", record.key),
                    &lacks(record, &world.parameters),
                );
                let category = standing::category_at_start(&cx, id);
                told.add(&format!("category of {}", record.key), &category);
            }
        }
        "EMG-01" | "EMG-04" => {
            for emergency in emergencies(&cx) {
                told.emergency(&cx, &emergency);
            }
        }
        _ => {}
    }
    if let Some(question) = question_of(control.id) {
        told.add("asks", &question);
        told.add("is asked about", &asked_about(control.id));
        let names = names(&cx, control.id);
        told.add("can be attested of", &names);
        for name in names
            .iter()
            .map(String::as_str)
            .chain(["PEARLY1", "another"])
        {
            for who in PEOPLE {
                let found = concerned(snapshot, control.id, name, &account(who), as_of);
                let found: Vec<_> = found.iter().map(|of| (of.subject.0, &of.stands)).collect();
                told.add(&format!("{who} on {name}"), &found);
            }
        }
    }
    told.0
}

fn of_record_alone(world: &World, snapshot: &Snapshot) -> Vec<String> {
    let mut told = Told(Vec::new());
    let standings = Standings::of(snapshot);
    for of in standings.undeployed() {
        told.add("by itself", &of);
        let cx = carried_out_alone(snapshot, of, world.judged_as_of());
        if let Some(emergency) = emergency_alone(&cx, of) {
            told.emergency(&cx, &emergency);
        }
    }
    told.0
}

/// Tells of the clean change, and of each case what is told otherwise than of the clean change.
fn section<'c>(
    page: &mut String,
    clean: World,
    cases: impl Iterator<Item = &'c changeproof_controls::case::Case>,
    told: impl Fn(&World, &Snapshot) -> Vec<String>,
) {
    let usual = told(&clean, &snapshot(&clean, |_| {}));
    writeln!(page, "\n## The clean change").unwrap();
    usual
        .iter()
        .for_each(|line| writeln!(page, "- {line}").unwrap());
    for case in cases {
        let (world, altered) = of_case(clean.clone(), case);
        let own = told(&world, &altered);
        let new: Vec<&String> = own.iter().filter(|line| !usual.contains(line)).collect();
        let gone: Vec<&String> = usual.iter().filter(|line| !own.contains(line)).collect();
        if !new.is_empty() || !gone.is_empty() {
            writeln!(page, "\n## {}", case.name).unwrap();
            new.iter()
                .for_each(|line| writeln!(page, "- {line}").unwrap());
            // What has another value only is told by that.
            let what = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
            let gone = gone
                .iter()
                .filter(|line| !new.iter().any(|of| what(of) == what(line)));
            gone.for_each(|line| writeln!(page, "- no longer: {}", what(line)).unwrap());
        }
    }
}

fn page(control: &Control) -> String {
    let mut page = format!("# {} {}\n", control.id, control.name);
    if control.check.judges_deployments() {
        section(
            &mut page,
            World::default(),
            control.cases.iter(),
            |world, snapshot| of_deployment(control, world, snapshot),
        );
    }
    if let Some(of) = control.check.of_records()
        && ["EMG-01", "EMG-04"].contains(&control.id)
    {
        writeln!(page, "\n# Without a deployment").unwrap();
        let cases = of.cases.iter();
        section(
            &mut page,
            World::without_deployment(),
            cases,
            of_record_alone,
        );
    }
    page
}

#[test]
fn screens_are_told_of_every_case_what_they_were_told_when_it_was_last_read() {
    let controls = catalogue().iter().copied();
    let deployments = controls.filter(|of| of.check.judges_deployments());
    as_read::hold("controls/shown", deployments, page);
}
