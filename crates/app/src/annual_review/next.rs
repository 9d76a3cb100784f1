//! When the next review of the policy is due: so many months after the last approved one as the policy says.

use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{PolicyReview, Record, RecordKind};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;
use changeproof_store::Reader;
use chrono::{Months, NaiveDate};
use chrono_tz::Tz;

use super::review;
use crate::error::AppError;
use crate::policy;

/// The last approved review, and when the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NextReview {
    /// The day of the last one.
    pub(crate) last: NaiveDate,
    /// The last day on which the next one is in time.
    pub(crate) due: NaiveDate,
}

/// By reviews of a register, of which those count that are approved and of this policy by its name, and by those that
/// were approved here.
pub(crate) fn next_review<'r>(
    register: impl IntoIterator<Item = &'r PolicyReview>,
    here: impl IntoIterator<Item = Timestamp>,
    parameters: &Parameters,
    zone: Tz,
) -> Option<NextReview> {
    let is_ours = |review: &PolicyReview| {
        let name = folded(&review.policy);
        let mut words = parameters.policy_names.iter();
        words.any(|word| name.contains(word.as_str()))
    };
    let register = register.into_iter();
    let approved = register.filter(|one| one.approved_by.is_value() && is_ours(one));
    let held = approved.filter_map(|one| Some(one.reviewed_at.value()?.at));
    let last = held.chain(here).max()?.date_in(zone);
    let months = Months::new(parameters.policy_review_months);
    let due = last.checked_add_months(months)?;
    Some(NextReview { last, due })
}

/// By everything that is known now, whether or not it was evaluated.
pub(crate) fn next_known(
    reader: &Reader<'_>,
    zone: Tz,
    now: Timestamp,
) -> Result<Option<NextReview>, AppError> {
    let mut sources = reader.sources(i64::MAX)?;
    sources.retain(|source| {
        let mut spans = source.spans.iter();
        spans.any(|span| span.kind == RecordKind::PolicyReview)
    });
    let records = reader.records(&sources)?;
    let register = records.iter().filter_map(|held| match &held.record {
        Record::PolicyReview(review) => Some(review.as_ref()),
        _ => None,
    });
    let all = review::all(reader, i64::MAX)?;
    let here = all.iter().filter(|one| !one.is_abandoned());
    let here = here.filter_map(|one| Some(one.approved.as_ref()?.at));
    let policy = policy::known(reader, zone, i64::MAX)?;
    let parameters = &policy.at(now).parameters;
    Ok(next_review(register, here, parameters, zone))
}

#[cfg(test)]
mod tests {
    use changeproof_domain::account::{Account, System};
    use changeproof_domain::field::Field;
    use changeproof_domain::time::Moment;

    use super::*;

    fn at(day: &str) -> Timestamp {
        Timestamp::start_of(day.parse().unwrap(), Tz::UTC)
    }

    fn review(policy: &str, day: &str, approved: bool) -> PolicyReview {
        PolicyReview {
            policy: policy.to_owned(),
            version: Field::NotExported,
            reviewed_at: Field::Value(Moment::utc(at(day))),
            approved_by: match approved {
                true => Field::Value(Account::new(System::Plain, "olga")),
                false => Field::Empty,
            },
            decision: Field::NotExported,
            effective_from: Field::NotExported,
            notes: Field::NotExported,
        }
    }

    #[test]
    fn the_newest_approved_review_of_this_policy_decides_wherever_it_was_held() {
        let parameters = Parameters {
            policy_names: vec!["change management".to_owned()],
            policy_review_months: 6,
            ..Parameters::default()
        };
        let register = [
            review("Change Management Policy", "2025-03-31", true),
            review("Change Management Policy", "2025-09-01", false),
            review("Access Policy", "2025-10-01", true),
        ];
        let next = |here: &[&str]| {
            let here = here.iter().map(|day| at(day));
            let next = next_review(&register, here, &parameters, Tz::UTC)?;
            Some((next.last.to_string(), next.due.to_string()))
        };
        let days = |last: &str, due: &str| Some((last.to_owned(), due.to_owned()));
        assert_eq!(next(&[]), days("2025-03-31", "2025-09-30"));
        assert_eq!(next(&["2025-02-01"]), days("2025-03-31", "2025-09-30"));
        assert_eq!(next(&["2025-06-15"]), days("2025-06-15", "2025-12-15"));
        let none = next_review(&register[1..], [], &parameters, Tz::UTC);
        assert_eq!(none, None, "neither approved nor of this policy");
    }
}
