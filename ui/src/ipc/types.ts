// The types of what the shell answers: generated from the Rust structs, passed on under one name.
import type { Outcome } from './bindings';

export type * from './bindings';

/** One of the five outcomes. */
export type OutcomeId = Outcome;
