// The outcomes in the order of stacks, the worst first.
import type { OutcomeId } from '../ipc/types';

export const OUTCOMES: readonly OutcomeId[] = ['fail', 'insufficient_evidence', 'pending', 'pass', 'not_applicable'];
