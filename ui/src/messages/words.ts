// Words that several screens share: outcomes, severities, categories, states, common buttons.
import type { OutcomeId } from '../ipc/types';
import { count } from './format';

export const words = {
  outcome: {
    fail: 'Fail',
    insufficient_evidence: 'Insufficient evidence',
    pending: 'Pending',
    pass: 'Pass',
    not_applicable: 'Not applicable',
  } satisfies Record<OutcomeId, string>,
  outcomeShort: {
    fail: 'Fail',
    insufficient_evidence: 'Insuff.',
    pending: 'Pending',
    pass: 'Pass',
    not_applicable: 'N/A',
  } satisfies Record<OutcomeId, string>,
  outcomeMarked: (outcome: string) => `${outcome}, as exported, by account, excepted, backdated or returned`,
  overlay: {
    as_exported: 'As exported',
    by_account: 'By account',
    excepted: 'Excepted',
    excepted_retroactive: 'Excepted afterwards',
    backdated: 'Backdated',
    returned: 'Returned',
  } as Record<string, string>,
  overlayMeaning: {
    as_exported: 'No edit history was exported, so the value was judged as it stands in the export.',
    by_account: 'Not all of these accounts are in the roster, so each was taken for a person of its own.',
    excepted: 'An exception that was approved before the deployment covers it. The outcome stands.',
    excepted_retroactive:
      'An exception covers it that was approved only after the deployment, so it cures nothing.',
    backdated: 'A version of the policy, an account or role of a person, or a decision on a link, that was recorded only later makes the outcome better than it was.',
    returned:
      'The same changes were in production before a rollback, with the same finding. It is counted there, once.',
  } as Record<string, string>,
  severity: { Critical: 'Critical', High: 'High', Medium: 'Medium' } as Record<string, string>,
  category: {
    standard: 'Standard',
    normal: 'Normal',
    emergency: 'Emergency',
    unknown: 'Category not known',
  } as Record<string, string>,
  paper: { a4: 'A4', letter: 'US Letter' },
  none: '\u2013',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied.',
  copyNotFetched: (why: string) => `Nothing was copied: ${why}`,
  copyFailed: 'The clipboard did not take the text. Select it and copy it by hand.',
  retry: 'Try again',
  dismiss: 'Dismiss',
  clear: 'Clear',
  clearFilters: 'Clear filters',
  table: 'Table',
  chart: 'Chart',
  copyTable: 'Copy as CSV',
  loading: 'Loading',
  showAll: 'Show all',
  showLess: 'Show fewer',
  late: 'late',
  unclear: 'unclear',
  yes: 'yes',
  sortBy: (column: string) => `Sort by ${column}`,
  firstOf: (shown: number, all: number) => `${count(shown)} of ${count(all)} shown. Type to narrow.`,
  filterWithin: 'Type to narrow',
  nothingMatches: 'Nothing matches.',
} as const;

export const errors = {
  title: 'This could not be shown',
  workTitle: 'This could not be done',
  openingTitle: 'The workspace could not be opened',
  notJudgedTitle: 'Imported, but not judged',
  rowsMissing: 'Some rows could not be fetched.',
  copyDetails: 'Copy details',
  code: (code: string) => `Code: ${code}`,
  crash: 'A part of the page failed. The workspace is not affected.',
  cancelled: 'Stopped. The results are as they were.',
  openingStopped: 'Stopped. No workspace was opened.',
  /** Said instead of messages that are written for the command line. */
  instead: {
    not_evaluated: 'The results of this workspace are not worked out yet.',
    period_not_evaluated: 'The results of these days are not worked out yet.',
    evaluated_by_other_version: 'The results were worked out by another version, whose controls differ from those of this one.',
    expect_with_several_files: 'A number of rows belongs to one file alone.',
    sign_in_needed: 'People sign in to this workspace, and nobody is signed in now.',
  } as Record<string, string>,
  /** What to do, where the message does not tell. */
  remedy: {
    not_evaluated: 'Work out the results again.',
    period_not_evaluated: 'Choose the period again at the top.',
    evaluated_by_other_version: 'Work out the results again.',
    expect_with_several_files: 'Say it about each file by itself.',
    unknown_deployment: 'Go back to the list and open it from there.',
    sign_in_needed: 'Sign in.',
    workspace_missing: 'It was moved, renamed or deleted. Open it where it is now.',
    workspace_damaged: 'Go on with a copy of the file from before.',
  } as Record<string, string>,
} as const;

export const progress = {
  working: 'Working',
  stopping: 'Stopping',
  steps: (done: string, total: string) => `${done} of ${total}`,
  share: (percent: string) => percent,
} as const;
