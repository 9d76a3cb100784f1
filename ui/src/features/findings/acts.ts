// What can be done about a finding, by its state.
import type { FindingState } from '../../ipc';

export type Act = 'acknowledge' | 'remediate' | 'comment' | 'reopen';

/** The steps that the rules allow in a state, the next one first. */
export function actsIn(state: FindingState): readonly Act[] {
  switch (state) {
    case 'open':
      return ['acknowledge', 'comment'];
    case 'acknowledged':
      return ['remediate', 'acknowledge', 'comment', 'reopen'];
    case 'remediated':
      return ['comment', 'reopen'];
    case 'excepted':
    case 'false_link':
    case 'corrected':
      return ['comment'];
  }
}
