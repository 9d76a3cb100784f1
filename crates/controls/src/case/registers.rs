//! Lines of the company's registers, for cases that need some.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{
    Attestation, ExceptionEntry, InventoryEntry, MonitoringResult, OWN_SCAN, PolicyReview,
    PolicyTrigger, ProtectionSnapshot, Record, SecretFinding, SecretScan, SecretStatus,
    StandardChange,
};

use super::{PREVIOUS, REPOSITORY, SQUASH, World, github, moment, value};

impl World {
    /// Adds a line of a register.
    pub fn add(&mut self, line: impl Into<Record>) {
        self.registers.push(line.into());
    }

    /// The result of watching the service after the clean change.
    pub(crate) fn monitoring(&mut self) -> &mut MonitoringResult {
        &mut self.monitoring
    }

    /// Somebody as a table names them, such as `ivo@clicki.example`.
    pub fn typed(name: &str) -> Field<Account> {
        Field::Value(Account::new(System::Plain, name))
    }

    /// A complete attestation, a day after the start, by somebody with no part in the clean change.
    pub fn attestation(control: &str, subject: &str, question: &str, answer: &str) -> Attestation {
        Attestation {
            control: control.to_owned(),
            subject: subject.to_owned(),
            question: value(question),
            answer: value(answer),
            reason: value("Looked at it with the people on duty."),
            person: World::typed("chidi@clicki.example"),
            role: value("engineer"),
            at: World::at(24 * 60),
        }
    }

    /// A good result of watching the service, that many minutes after the start.
    pub fn monitoring_result(minutes: i64) -> MonitoringResult {
        MonitoringResult {
            service: "referral-api".to_owned(),
            deployment: value("3"),
            revision: Field::NotExported,
            checked_at: moment(minutes),
            by: World::typed("lena@clicki.example"),
            result: value("No change in errors and latency"),
            signals: value("errors, latency"),
        }
    }

    /// A template for the service, approved that many days before the start.
    pub fn standard_change(template: &str, days: i64) -> StandardChange {
        StandardChange {
            template: template.to_owned(),
            description: value("Changes of routine"),
            scope: Field::Value(vec!["referral-api".to_owned()]),
            approved_by: World::typed("ivo@clicki.example"),
            approved_at: World::at(-days * 24 * 60),
            valid_to: Field::Empty,
        }
    }
}

/// Lines of the company's registers that the clean change starts from.
pub(super) fn lines() -> Vec<Record> {
    let mut lines: Vec<Record> = vec![
        policy_review().into(),
        policy_trigger().into(),
        exception("EX-1", -60).into(),
        secret_scan().into(),
    ];
    lines.extend([-22, -15, -8, -1, 3].map(|day| Record::from(protection(day * 24 * 60))));
    lines
}

fn policy_review() -> PolicyReview {
    PolicyReview {
        policy: "Change management policy".to_owned(),
        version: value("4"),
        reviewed_at: World::day_of(-120 * 24 * 60),
        approved_by: World::typed("ivo@clicki.example"),
        decision: value("Kept, with the deadline for reviews made clear"),
        effective_from: Field::NotExported,
        notes: Field::NotExported,
    }
}

fn policy_trigger() -> PolicyTrigger {
    PolicyTrigger {
        what: "A second payment provider".to_owned(),
        at: World::at(-15 * 24 * 60),
        decision: value("The policy holds; the list of systems was extended"),
        decided_by: World::typed("ivo@clicki.example"),
        decided_at: World::at(-8 * 24 * 60),
        reason: Field::NotExported,
    }
}

/// An exception for the deployment of the cases that begins so many minutes after it and holds a day.
fn exception(id: &str, minutes: i64) -> ExceptionEntry {
    ExceptionEntry {
        id: id.to_owned(),
        controls: Field::Value(vec!["REV-01".to_owned()]),
        deviation: value("The review is held after the deployment."),
        scope: value("deployment 3"),
        justification: value("The only other engineer is ill."),
        risk: value("Critical"),
        residual_risk: value("A fault shows in production first."),
        risk_owner: World::typed("lena@clicki.example"),
        requested_by: World::typed("ana@clicki.example"),
        approved_by: World::typed("ivo@clicki.example"),
        second_approver: World::typed("nadia@clicki.example"),
        approved_at: World::at(minutes - 60),
        from: World::at(minutes),
        to: World::at(minutes + 24 * 60),
        compensating_controls: value("The change is watched for a day."),
        return_plan: value("The review is held by Wednesday."),
        ended_at: Field::NotExported,
        approved_as: Field::NotExported,
        higher_approver: Field::NotExported,
    }
}

/// A scan of the repository, the day after the start.
fn secret_scan() -> SecretScan {
    SecretScan {
        scanner: "gitleaks".to_owned(),
        repository: value(REPOSITORY),
        revision: Field::NotExported,
        ended_at: World::at(24 * 60),
        successful: Field::NotExported,
    }
}

/// What the scan found in the squash commit.
fn secret_finding() -> SecretFinding {
    SecretFinding {
        scanner: "gitleaks".to_owned(),
        rule: "private-key".to_owned(),
        fingerprint: value("keys/old.pem:private-key:1"),
        repository: value(REPOSITORY),
        commit: value(SQUASH),
        path: value("keys/old.pem"),
        line: Field::Value(1),
        status: SecretStatus::Open,
        reported_at: World::at(24 * 60),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    }
}

fn protection(minutes: i64) -> ProtectionSnapshot {
    ProtectionSnapshot {
        repository: REPOSITORY.to_owned(),
        branch: "main".to_owned(),
        taken_at: moment(minutes),
        required_reviews: Field::Value(1),
        dismiss_stale: Field::Value(true),
        required_checks: Field::Value(vec!["unit".to_owned()]),
        enforce_admins: Field::Value(true),
        bypass_actors: Field::Empty,
    }
}

/// A line of the clean change's registers, by its kind.
macro_rules! line {
    ($world:expr, $kind:ident, $at:expr) => {{
        let lines = $world.registers.iter_mut().filter_map(|line| match line {
            Record::$kind(line) => Some(&mut **line),
            _ => None,
        });
        lines.skip($at).next()
    }};
}

#[expect(
    clippy::panic,
    reason = "cases run in tests only; a case that took the line away before is wrong"
)]
fn there<T>(line: Option<T>) -> T {
    match line {
        Some(line) => line,
        None => panic!("the case has no such line"),
    }
}

impl World {
    pub(crate) fn policy_review(&mut self) -> &mut PolicyReview {
        there(line!(self, PolicyReview, 0))
    }

    pub(crate) fn policy_trigger(&mut self) -> &mut PolicyTrigger {
        there(line!(self, PolicyTrigger, 0))
    }

    pub(crate) fn exception(&mut self) -> &mut ExceptionEntry {
        there(line!(self, ExceptionEntry, 0))
    }

    pub(crate) fn secret_scan(&mut self) -> &mut SecretScan {
        there(line!(self, SecretScan, 0))
    }

    /// Adds an open finding of the scan in the squash commit.
    pub(crate) fn add_secret(&mut self) -> &mut SecretFinding {
        self.add(secret_finding());
        there(line!(self, SecretFinding, 0))
    }

    /// The scan at import found a secret in a record, by kind and key.
    pub(crate) fn add_secret_in(&mut self, record: &str) {
        self.add(SecretFinding {
            scanner: OWN_SCAN.to_owned(),
            rule: "github-token".to_owned(),
            fingerprint: Field::NotExported,
            repository: Field::NotExported,
            commit: Field::NotExported,
            path: Field::NotExported,
            line: Field::NotExported,
            reported_at: Field::NotExported,
            record: value(record),
            field: value("body"),
            count: Field::Value(1),
            ..secret_finding()
        });
    }

    /// The snapshot of the protection eight days before the start.
    pub(crate) fn protection(&mut self) -> &mut ProtectionSnapshot {
        there(line!(self, ProtectionSnapshot, 2))
    }

    /// The same exception, so many times five days earlier.
    pub(crate) fn repeat_exception(&mut self, times: i64) {
        self.repeat_exception_for(times, "REV-01", "deployment 3");
    }

    /// An exception for a control and a scope, so many times five days earlier.
    pub(crate) fn repeat_exception_for(&mut self, times: i64, control: &str, scope: &str) {
        let id = format!("EX-{}", 1 + times);
        self.add(ExceptionEntry {
            controls: Field::Value(vec![control.to_owned()]),
            scope: value(scope),
            ..exception(&id, -60 - times * 5 * 24 * 60)
        });
    }

    /// An exception of the service, so many days earlier and ninety days long, that was revoked after some days.
    pub(crate) fn repeat_exception_of_service(&mut self, days: i64, revoked_after: i64) {
        let begins = -60 - days * 24 * 60;
        self.add(ExceptionEntry {
            scope: value("Service: Referral-API"),
            to: World::at(begins + 90 * 24 * 60),
            ended_at: World::at(begins + revoked_after * 24 * 60),
            ..exception(&format!("EX-R{days}"), begins)
        });
    }

    /// A service in production as an inventory shows it, that many minutes after the start.
    pub(crate) fn add_inventory(&mut self, revision: Field<String>, minutes: i64) {
        self.add_inventory_of("production", revision, minutes);
    }

    /// The same of an environment.
    pub(crate) fn add_inventory_of(
        &mut self,
        environment: &str,
        revision: Field<String>,
        minutes: i64,
    ) {
        self.add(InventoryEntry {
            service: "referral-api".to_owned(),
            environment: environment.to_owned(),
            revision,
            seen_at: moment(minutes),
        });
    }

    /// The revision of the deployment.
    pub(crate) fn deployed_revision() -> Field<String> {
        value(SQUASH)
    }

    /// The revision that was in production before.
    pub(crate) fn previous_revision() -> Field<String> {
        value(PREVIOUS)
    }

    pub(crate) fn account(login: &str) -> Account {
        github(login)
    }
}
