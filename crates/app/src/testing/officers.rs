//! A small company with several compliance officers, for the tests of decisions that need two people.

use std::path::PathBuf;

use changeproof_domain::member::MemberRole;

use crate::decisions::company::{SmallCompany, ago};
use crate::error::AppError;
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::members::{RoleChange, change_roles};
use crate::period::Period;
use crate::ports::Ports;
use crate::testing::people::another;
use crate::wire::evaluation::EvaluationReport;

/// Ana made the sign-in of Cara, and Cara that of Dan.
pub(crate) struct Officers {
    pub(crate) company: SmallCompany,
    pub(crate) cara: Ports<'static>,
    pub(crate) dan: Ports<'static>,
}

impl Officers {
    /// Nothing was evaluated yet.
    pub(crate) fn new() -> Officers {
        let company = SmallCompany::deployed(3);
        let officer = [MemberRole::ComplianceOfficer];
        let cara = another(company.path(), &company.ana, "cara", &officer);
        let dan = another(company.path(), &cara, "dan", &officer);
        Officers { company, cara, dan }
    }

    /// The days of both deployments were evaluated.
    pub(crate) fn evaluated() -> Officers {
        let officers = Officers::new();
        officers.evaluate();
        officers
    }

    pub(crate) fn evaluate(&self) -> EvaluationReport {
        let day = |days| ago(days).date_in(chrono_tz::Tz::UTC);
        let options = EvaluateOptions {
            period: Period::new(day(20), day(0)).unwrap(),
            as_of: None,
        };
        evaluate(self.company.path(), &options, &self.company.ana).unwrap()
    }

    /// Somebody who signs in already becomes an officer.
    pub(crate) fn promote(&self, person: &str) {
        let change = RoleChange {
            person: person.to_owned(),
            give: vec![MemberRole::ComplianceOfficer],
            take: Vec::new(),
            from: None,
            to: None,
        };
        change_roles(self.company.path(), &change, &self.company.ana).unwrap();
    }

    /// A second sign-in of Ana's, made by somebody else.
    pub(crate) fn ana_again(&self) -> Ports<'static> {
        self.company.import(
            "roster-again.csv",
            "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
             Ana Silva,ana@example.com,ana-two,,Ana Silva,ana,designated_approver,2020-01-01,\n",
            None,
        );
        let officer = [MemberRole::ComplianceOfficer];
        another(self.company.path(), &self.dan, "ana-two", &officer)
    }

    pub(crate) fn document(&self) -> Vec<PathBuf> {
        vec![self.company.file("mail.txt", "It is so.\n")]
    }
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn code<T>(done: Result<T, AppError>) -> &'static str {
    match done {
        Ok(_) => "nothing",
        Err(error) => error.code(),
    }
}
