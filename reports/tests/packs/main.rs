//! Whole packs: conformance, verification and refusal of input that does not fit.

mod input_checks;
mod managed;
mod managed_words;
mod pdf_check;
mod pdf_conformance;
mod sample;
mod verification;
mod wording;
