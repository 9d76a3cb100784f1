//! A verdict in the making: outcome, marks, sentence and facts.

use changeproof_domain::outcome::{Fact, Judgement, Outcome, Overlay, Overlays};

/// What a check answers. Sentence and facts are made only when somebody asks for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Overlays,
    /// The sentence; empty where none was asked for.
    pub reason: String,
    /// The facts; none where none were asked for.
    pub facts: Vec<Fact>,
}

impl Finding {
    /// Adds a mark.
    #[must_use]
    pub fn marked(mut self, overlay: Overlay) -> Finding {
        self.overlays.add(overlay);
        self
    }

    /// Adds a mark where a condition holds.
    #[must_use]
    pub fn marked_if(self, condition: bool, overlay: Overlay) -> Finding {
        if condition {
            self.marked(overlay)
        } else {
            self
        }
    }

    /// Marks it as backdated where it is better than what was found by the policy as it had been recorded,
    /// and says so where a sentence was asked for.
    #[must_use]
    pub(crate) fn against(self, as_recorded: Option<Finding>) -> Finding {
        self.against_what(as_recorded, "the policy as it had been recorded by then")
    }

    /// The same against what was found without links, accounts and roles that were decided only later.
    #[must_use]
    pub(crate) fn against_decisions(self, as_recorded: Option<Finding>) -> Finding {
        self.against_what(
            as_recorded,
            "the links, accounts and roles as they had been recorded by then",
        )
    }

    fn against_what(mut self, as_recorded: Option<Finding>, by: &str) -> Finding {
        match as_recorded {
            Some(before) if before.outcome.rank() < self.outcome.rank() => {
                if !self.reason.is_empty() {
                    let outcome = before.outcome.id().replace('_', " ");
                    self.reason
                        .push_str(&format!(" By {by}, the outcome is: {outcome}."));
                }
                self.marked(Overlay::Backdated)
            }
            Some(_) | None => self,
        }
    }

    /// Adds facts.
    #[must_use]
    pub fn with(mut self, facts: impl IntoIterator<Item = Fact>) -> Finding {
        self.facts.extend(facts);
        self
    }

    /// Each fact once, at its first place.
    #[must_use]
    pub(crate) fn with_each_fact_once(mut self) -> Finding {
        let mut once: Vec<Fact> = Vec::with_capacity(self.facts.len());
        for fact in self.facts {
            if !once.contains(&fact) {
                once.push(fact);
            }
        }
        self.facts = once;
        self
    }

    /// The worst of several findings. Its sentence is that of the worst; where several are equally
    /// bad, each is said once. Facts are those of the worst ones. None where there are none.
    pub fn worst(findings: impl IntoIterator<Item = Finding>) -> Option<Finding> {
        let mut findings = findings.into_iter();
        let mut worst = findings.next()?;
        let mut reasons = 1_usize;
        for finding in findings {
            let rank = finding.outcome.rank();
            if rank < worst.outcome.rank() {
                worst = finding;
                reasons = 1;
            } else if rank == worst.outcome.rank() {
                worst.overlays.extend(finding.overlays);
                if !finding.reason.is_empty() && !worst.reason.contains(&finding.reason) {
                    reasons += 1;
                    if reasons <= MAX_SENTENCES {
                        worst.reason.push(' ');
                        worst.reason.push_str(&finding.reason);
                    }
                }
                for fact in finding.facts {
                    if !worst.facts.contains(&fact) {
                        worst.facts.push(fact);
                    }
                }
            }
        }
        match reasons.saturating_sub(MAX_SENTENCES) {
            0 => {}
            1 => worst
                .reason
                .push_str(" 1 more finding has the same outcome."),
            more => {
                let counted = format!(" {more} more findings have the same outcome.");
                worst.reason.push_str(&counted);
            }
        }
        Some(worst)
    }
}

/// How many sentences a reason has at most before the rest is counted.
const MAX_SENTENCES: usize = 4;

impl From<Finding> for Judgement {
    fn from(finding: Finding) -> Judgement {
        let Finding {
            outcome,
            overlays,
            reason,
            facts,
        } = finding;
        Judgement {
            outcome,
            overlays,
            reason,
            facts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(outcome: Outcome, reason: &str) -> Finding {
        Finding {
            outcome,
            overlays: Overlays::default(),
            reason: reason.to_owned(),
            facts: Vec::new(),
        }
    }

    #[test]
    fn the_worst_finding_tells_and_equals_are_each_said_once() {
        let worst = Finding::worst([
            finding(Outcome::Pass, "Fine."),
            finding(Outcome::Fail, "A."),
            finding(Outcome::Fail, "B."),
            finding(Outcome::Fail, "A."),
        ]);
        let worst = worst.unwrap();
        assert_eq!(
            (worst.outcome, worst.reason.as_str()),
            (Outcome::Fail, "A. B."),
            "both failures"
        );
    }

    #[test]
    fn more_than_four_sentences_are_counted() {
        let reason = |count: usize| {
            let of = |number| finding(Outcome::Fail, &format!("No {number}."));
            Finding::worst((1..=count).map(of)).unwrap().reason
        };
        assert_eq!(reason(4), "No 1. No 2. No 3. No 4.");
        let six = "No 1. No 2. No 3. No 4. 2 more findings have the same outcome.";
        assert_eq!(reason(6), six);
        let five = "No 1. No 2. No 3. No 4. 1 more finding has the same outcome.";
        assert_eq!(reason(5), five);
    }
}
