//! The TypeScript types of everything that goes to and from the pages, as one file.
//!
//! `cargo xtask bindings` writes it to `ui/src/ipc/bindings.ts`; a test holds the two together.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use changeproof_domain::account::System;
use changeproof_domain::member::MemberRole;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::snapshot::{LinkTargetKind, LinkVerdict};
use ts_rs::{Config, TS, TypeVisitor};

use super::annual_review::{AnnualReview, StepForm};
use super::attestation::{AttestationForm, AttestationRecorded};
use super::error::WireError;
use super::event_log::{CheckpointWritten, LogExported};
use super::exception::{ExceptionForm, ExceptionStep, ExceptionsView};
use super::kept_here::KeptHereList;
use super::link::{DeploymentLinks, LinkDecided, LinkStep};
use super::people::{AccountDecisions, AccountDone, AccountStep};
use super::post_change_review::{ReviewForm, ReviewQueue, ReviewRecorded};
use super::sample::WorkingPaper;
use super::triage::{FindingDetails, FindingForm, FindingStep, FindingsDone};
use super::view::catalogue::CatalogueView;
use super::view::change_records::{ChangeDetails, ChangePage, ChangeQuery};
use super::view::deployment::{DeploymentView, OutcomeView};
use super::view::deployments::{DeploymentChoices, DeploymentPage, DeploymentQuery};
use super::view::event_log::{EventPage, EventQuery};
use super::view::findings::{FindingPage, FindingQuery, FindingsView};
use super::view::home::HomeView;
use super::view::imports::{ExportGuide, FileChoice, ImportAnswer, ImportBatch, ImportsView};
use super::view::members::{MembersView, NewMember, OpenedView, RoleEdit};
use super::view::original::OriginalView;
use super::view::overview::OverviewView;
use super::view::packs::{NewPack, PackRow, VerificationView};
use super::view::people::{AccountPage, AccountQuery, PersonPage, PersonQuery, SuggestionPage};
use super::view::policy::{PolicyView, TriedView};
use super::view::progress::ProgressEvent;
use super::view::samples::{NewSample, NewSampleTick, SamplesView};
use super::view::session::{AppView, NewWorkspace};

/// The whole file: types in the order of the screens, each behind those that it is made of.
pub fn typescript() -> String {
    let mut file = File {
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        found: BTreeMap::new(),
        text: "// Generated from crates/app/src/wire by `cargo xtask bindings`. Do not edit.\n\n"
            .to_owned(),
    };
    file.words(
        "An outcome, worst first in the order of stacks.",
        "Outcome",
        &Outcome::ALL.map(Outcome::id),
    );
    file.words(
        "A mark beside an outcome.",
        "Overlay",
        &Overlay::ALL.map(Overlay::id),
    );
    file.words(
        "What a person who signs in may do.",
        "MemberRole",
        &MemberRole::ALL.map(MemberRole::id),
    );
    file.words(
        "What a deployment is linked to.",
        "LinkKind",
        &LinkTargetKind::ALL.map(LinkTargetKind::id),
    );
    file.words(
        "What was decided about a link.",
        "LinkVerdict",
        &LinkVerdict::ALL.map(LinkVerdict::id),
    );
    file.words(
        "The system of an account.",
        "AccountSystem",
        &System::ALL.map(System::id),
    );
    file.add::<WireError>();
    file.add::<ProgressEvent>();
    file.add::<AppView>();
    file.add::<NewWorkspace>();
    file.add::<OpenedView>();
    file.add::<MembersView>();
    file.add::<NewMember>();
    file.add::<RoleEdit>();
    file.add::<CatalogueView>();
    file.add::<HomeView>();
    file.add::<OverviewView>();
    file.add::<DeploymentQuery>();
    file.add::<DeploymentPage>();
    file.add::<DeploymentChoices>();
    file.add::<OutcomeView>();
    file.add::<DeploymentView>();
    file.add::<OriginalView>();
    file.add::<FindingQuery>();
    file.add::<FindingsView>();
    file.add::<FindingPage>();
    file.add::<FindingDetails>();
    file.add::<FindingsDone>();
    file.add::<FindingForm>();
    file.add::<FindingStep>();
    file.add::<ChangeQuery>();
    file.add::<ChangePage>();
    file.add::<ChangeDetails>();
    file.add::<PersonQuery>();
    file.add::<PersonPage>();
    file.add::<AccountQuery>();
    file.add::<AccountPage>();
    file.add::<SuggestionPage>();
    file.add::<AccountDecisions>();
    file.add::<AccountStep>();
    file.add::<AccountDone>();
    file.add::<DeploymentLinks>();
    file.add::<LinkStep>();
    file.add::<LinkDecided>();
    file.add::<PolicyView>();
    file.add::<TriedView>();
    file.add::<AnnualReview>();
    file.add::<StepForm>();
    file.add::<ReviewQueue>();
    file.add::<ReviewForm>();
    file.add::<ReviewRecorded>();
    file.add::<KeptHereList>();
    file.add::<AttestationForm>();
    file.add::<AttestationRecorded>();
    file.add::<ExceptionsView>();
    file.add::<ExceptionForm>();
    file.add::<ExceptionStep>();
    file.add::<ImportsView>();
    file.add::<ImportBatch>();
    file.add::<FileChoice>();
    file.add::<ImportAnswer>();
    file.add::<ExportGuide>();
    file.add::<SamplesView>();
    file.add::<NewSample>();
    file.add::<NewSampleTick>();
    file.add::<WorkingPaper>();
    file.add::<NewPack>();
    file.add::<PackRow>();
    file.add::<VerificationView>();
    file.add::<EventQuery>();
    file.add::<EventPage>();
    file.add::<LogExported>();
    file.add::<CheckpointWritten>();
    file.text.truncate(file.text.trim_end().len());
    file.text.push('\n');
    file.text
}

struct File {
    config: Config,
    seen: HashSet<TypeId>,
    /// Declarations that wait, by name: a type does not tell what it is made of in a fixed order.
    found: BTreeMap<String, String>,
    text: String,
}

impl File {
    /// Declares a type that is one of some words.
    fn words(&mut self, doc: &str, name: &str, words: &[&str]) {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let words = words.join(" | ");
        self.text
            .push_str(&format!("/** {doc} */\nexport type {name} = {words};\n\n"));
    }

    /// Declares a type behind those that it is made of and that were not declared yet.
    fn add<T: TS + 'static>(&mut self) {
        self.visit::<T>();
        let own = self.found.remove(&T::ident(&self.config));
        let others = std::mem::take(&mut self.found);
        for declaration in others.into_values().chain(own) {
            self.text.push_str(&declaration);
        }
    }
}

impl TypeVisitor for File {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of ours have a place of their own.
        if T::output_path().is_none() {
            return;
        }
        let docs = T::docs().map_or_else(String::new, |docs| tidied(&docs, ""));
        let declaration = tidied(&T::decl(&self.config), "  ");
        self.found.insert(
            T::ident(&self.config),
            format!("{docs}export {declaration}\n"),
        );
    }
}

/// The same with every comment in a block of its own line, and fields behind an indent.
fn tidied(declaration: &str, indent: &str) -> String {
    let mut text = String::new();
    let mut comment: Vec<&str> = Vec::new();
    for (number, line) in declaration.trim_end().lines().enumerate() {
        let line = line.trim();
        match line {
            "/**" => comment.clear(),
            "*/" => text.push_str(&format!("{indent}/** {} */\n", comment.join(" "))),
            _ => match line.strip_prefix('*') {
                Some(words) => comment.push(words.trim()),
                None => {
                    if number > 0 {
                        text.push_str(indent);
                    }
                    match line.strip_suffix(" };") {
                        Some(field) if number > 0 => text.push_str(&format!("{field}\n}};")),
                        _ => text.push_str(line),
                    }
                    text.push('\n');
                }
            },
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_types_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/ipc/bindings.ts");
        let committed = std::fs::read_to_string(path).unwrap();
        let current = committed.replace("\r\n", "\n") == typescript();
        assert!(current, "run 'cargo xtask bindings'");
    }
}
