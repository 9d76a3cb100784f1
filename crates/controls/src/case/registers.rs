//! Lines of the company's registers, for cases that need some.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{Attestation, MonitoringResult, Record, StandardChange};
use changeproof_domain::time::Moment;

use super::{World, moment, value};

impl World {
    /// Adds a line of a register.
    pub fn add(&mut self, line: impl Into<Record>) {
        self.registers.push(line.into());
    }

    /// The result of watching the service after the clean change.
    pub(crate) fn monitoring(&mut self) -> &mut MonitoringResult {
        &mut self.monitoring
    }

    pub(crate) fn moment(minutes: i64) -> Moment {
        moment(minutes)
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
