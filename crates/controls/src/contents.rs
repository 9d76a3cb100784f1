//! What a change record is, and what it lacks of the contents that REC-01 asks for, whatever deploys it.

use changeproof_domain::field::Field;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::ChangeRecord;
use changeproof_domain::text::folded;

use crate::shared::text;

/// A part that a change record must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The description.
    Description,
    /// The affected systems.
    Systems,
    /// Risk and impact.
    RiskAndImpact,
    /// The rollback or mitigation plan.
    RollbackPlan,
}

/// What is wrong with such a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The export left it out.
    NotExported,
    /// It holds nothing.
    Empty,
    /// It stands for 'nothing', such as TBD.
    Placeholder,
    /// It is shorter than the shortest text that counts.
    TooShort,
}

/// The parts that a record lacks. Whether the others were written in time, REC-01 tells of a deployment.
pub fn lacks(record: &ChangeRecord, parameters: &Parameters) -> Vec<(Part, Lack)> {
    let texts = [
        (Part::Description, &record.description),
        (Part::RiskAndImpact, &record.risk_and_impact),
        (Part::RollbackPlan, &record.rollback_plan),
    ];
    let texts = texts.into_iter().filter_map(|(part, field)| {
        let lack = match field {
            Field::NotExported => Some(Lack::NotExported),
            Field::Empty => Some(Lack::Empty),
            Field::Value(content) => text::lack(content, parameters).map(|lack| match lack {
                text::Lack::Placeholder => Lack::Placeholder,
                text::Lack::TooShort => Lack::TooShort,
            }),
        };
        lack.map(|lack| (part, lack))
    });
    let systems = match &record.systems {
        Field::NotExported => Some(Lack::NotExported),
        Field::Value(names) if names.iter().any(|name| !name.trim().is_empty()) => None,
        Field::Empty | Field::Value(_) => Some(Lack::Empty),
    };
    let systems = systems.map(|lack| (Part::Systems, lack));
    texts.chain(systems).collect()
}

/// Whether a record's type makes it a change record. A type that was not exported is taken for one: the
/// tool calls it a change request by its table.
pub fn is_change_record(record: &ChangeRecord, parameters: &Parameters) -> bool {
    match &record.record_type {
        Field::Value(text) => {
            let text = folded(text);
            let mut words = parameters.change_record_types.iter();
            words.any(|word| text.contains(word))
        }
        Field::Empty => false,
        Field::NotExported => true,
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::outcome::Outcome;

    use super::*;
    use crate::case::World;
    use crate::registry::find;

    #[test]
    fn a_record_lacks_what_rec_01_finds_missing() {
        let control = find("REC-01").unwrap();
        for case in control.cases {
            let mut world = World::default();
            (case.given)(&mut world);
            let record = world.record().clone();
            let found = lacks(&record, &world.parameters);
            if case.then == Outcome::Pass {
                assert_eq!(found, [], "{}", case.name);
            }
        }
        let mut world = World::default();
        world.record().rollback_plan = World::text("TBD.");
        world.record().systems = Field::Value(vec![" ".to_owned()]);
        world.record().description = World::text("Retry.");
        world.record().risk_and_impact = Field::NotExported;
        let found = lacks(&world.record().clone(), &world.parameters);
        assert_eq!(
            found,
            [
                (Part::Description, Lack::TooShort),
                (Part::RiskAndImpact, Lack::NotExported),
                (Part::RollbackPlan, Lack::Placeholder),
                (Part::Systems, Lack::Empty),
            ]
        );
    }
}
