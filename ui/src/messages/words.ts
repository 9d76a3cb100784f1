// Words that several screens share: outcomes, severities, categories, states, common buttons.
import type { OutcomeId } from '../ipc/types';

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
  outcomeMarked: (outcome: string) => `${outcome}, with a mark`,
  overlay: {
    as_exported: 'As exported',
    by_account: 'By account',
  } as Record<string, string>,
  overlayMeaning: {
    as_exported: 'The source gives no edit history, so the value was judged as it was exported.',
    by_account: 'No roster entry covers these accounts, so each was taken for a person of its own.',
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
  copyFailed: 'The clipboard did not take the text. Select it and copy it by hand.',
  retry: 'Try again',
  back: 'Back',
  clear: 'Clear',
  clearFilters: 'Clear filters',
  table: 'Table',
  chart: 'Chart',
  copyTable: 'Copy as CSV',
  loading: 'Loading',
  showAll: 'Show all',
  showLess: 'Show fewer',
  late: 'late',
  yes: 'yes',
  sortBy: (column: string) => `Sort by ${column}`,
  chosen: (label: string, n: number) => `${label}, ${n} chosen`,
  filterWithin: 'Type to narrow',
  nothingMatches: 'Nothing matches.',
} as const;

export const errors = {
  title: 'This could not be shown',
  workTitle: 'This could not be done',
  copyDetails: 'Copy details',
  code: (code: string) => `Code: ${code}`,
  crash: 'A part of the page failed. The workspace is not affected.',
  cancelled: 'Stopped. Nothing was changed.',
} as const;

export const progress = {
  working: 'Working',
  stopping: 'Stopping',
  steps: (done: string, total: string) => `${done} of ${total}`,
  share: (percent: string) => percent,
} as const;
