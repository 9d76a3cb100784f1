// Texts of the screens that show evidence: Overview, Deployments, Deployment, explanations, Findings.
import { count, counted } from './format';

/** A text with figures that open lists: plain text, or a figure of the sentence. */
export type SentencePart<K extends string> = string | { figure: K; text: string };

export type CriticalFigure = 'deployments' | 'met' | 'failed' | 'undecided' | 'pending';

export const overview = {
  title: 'Overview',
  makePack: 'Make pack',
  sentence(f: Record<CriticalFigure, number>): SentencePart<CriticalFigure>[] {
    if (f.deployments === 0) return ['No production deployments in this period.'];
    const clauses: [CriticalFigure, string][] = [
      ['met', ' met every critical control'],
      ['failed', ' did not'],
    ];
    if (f.undecided > 0) clauses.push(['undecided', ' cannot be judged yet because evidence is missing']);
    if (f.pending > 0) clauses.push(['pending', f.pending === 1 ? ' waits for a deadline ahead' : ' wait for a deadline ahead']);
    const parts: SentencePart<CriticalFigure>[] = ['Of ', { figure: 'deployments', text: count(f.deployments) }];
    parts.push(f.deployments === 1 ? ' production deployment, ' : ' production deployments, ');
    clauses.forEach(([figure, words], index) => {
      if (index > 0) parts.push(index === clauses.length - 1 ? (index === 1 ? ' and ' : ', and ') : ', ');
      parts.push({ figure, text: count(f[figure]) }, words);
    });
    parts.push('.');
    return parts;
  },
  coverage: 'What the evidence covers',
  coverageLink: 'Imports',
  noHoles: 'No holes: every kind of record covers every month of the period.',
  guide: 'How to export this',
  byControl: 'Outcomes by control',
  control: 'Control',
  outcomes: 'Outcomes',
  failRate: 'Fail rate',
  worstCase: 'Worst case',
  worstCaseNote: 'Worst case counts insufficient evidence as failed. Pending and not applicable are left out of both rates.',
  barOf: (name: string) => `Outcomes of ${name}`,
  byMonth: 'Fail and worst case by month',
  perDay: 'Deployments per day',
  byService: 'By service',
  service: 'Service',
  findings: 'Open findings',
  findingsNote: 'Failed outcomes by severity and age of the deployment.',
  under7: '< 7 d',
  to30: '7\u201330 d',
  over30: '> 30 d',
  severity: 'Severity',
  noFindings: 'No failed outcomes in this period.',
  emergencies: 'Emergencies',
  emergencySentence: (n: number) =>
    n === 0 ? 'No emergency change in this period.' : `${counted(n, 'deployment ships', 'deployments ship')} an emergency change.`,
  reviews: 'Post-change reviews',
  reviewWords: {
    pass: 'held in time',
    fail: 'late or missing',
    pending: 'not due yet',
    insufficient_evidence: 'cannot be judged',
  },
  unjudgedTitle: 'The results are not worked out yet',
  unjudgedText: 'Files were imported, but their deployments have not been judged for this period.',
  emptyTitle: 'Nothing to judge yet',
  emptyText: 'Import exports of your deployment, review and ticket tools. The figures appear as soon as the first deployments are read.',
  emptyAction: 'Import files',
  emptyPeriodTitle: 'No production deployments in this period',
  emptyPeriodText: (span: string) => `Imported deployments lie between ${span}. Choose another period at the top.`,
} as const;

export const coverage = {
  kind: 'Kind of record',
  covered: 'covered',
  partial: 'covered in part',
  uncovered: 'not covered',
  cell: (month: string, state: string) => `${month}: ${state}`,
  basis: 'Basis',
  caveats: 'Holes and what they cost',
} as const;

export const control = {
  checks: 'What it checks',
  why: 'Why it matters',
  evidence: 'Evidence it needs',
  remedy: 'What to do',
  stricter: 'Stricter than the policy',
  clauses: 'Policy clauses',
  parameters: 'Parameters',
  frameworks: 'Frameworks',
  version: (n: number) => `Version ${n}`,
  full: 'in full',
  partial: 'in part',
  about: (id: string) => `About ${id}`,
  showDeployments: 'Show its deployments',
} as const;

export const deployments = {
  title: 'Deployments',
  toProduction: ' to production',
  shown: (n: string) => ` \u00b7 ${n} shown`,
  copy: 'Copy as CSV',
  copied: (n: number) => `${counted(n, 'deployment', 'deployments')} copied as CSV.`,
  search: 'Search deployments',
  searchHint: 'Service, version, ticket, person\u2026',
  list: 'Deployments',
  column: {
    time: (zone: string) => `Time (${zone})`,
    service: 'Service',
    version: 'Version',
    change: 'Change',
    author: 'Author',
    deployer: 'Deployed by',
    verdict: 'Verdict by control family',
    worst: 'Worst outcome',
  },
  filter: {
    month: 'Month',
    outcome: 'Outcome',
    worst: 'Worst outcome',
    service: 'Service',
    environment: 'Environment',
    category: 'Category',
    person: 'Person',
    control: 'Control',
    severity: 'Severity',
  },
  anyControl: 'Any control',
  more: (n: number) => `+${count(n)}`,
  moreChanges: (n: number) => `and ${counted(n, 'more change', 'more changes')}`,
  emptyTitle: 'No deployments yet',
  emptyText: 'Deployments come from exports such as a deployment log or GitHub deployments.',
  emptyAction: 'Import files',
  noMatchTitle: 'No deployment matches',
  noMatchText: 'Take a filter away or search for something else.',
  preview: 'Preview',
  openWhole: 'Open the deployment',
} as const;

export const deployment = {
  title: 'Deployment',
  crumb: 'Deployments',
  deployed: (environment: string) => `Deployed to ${environment} on `,
  by: ' by ',
  triggeredBy: ', triggered by ',
  through: ' through pipeline ',
  change: (category: string) => `${category} change`,
  unknownCategory: 'Change of unknown category',
  previous: 'Previous',
  next: 'Next',
  original: 'Show original',
  strip: 'Verdict by control family',
  timeline: 'Timeline',
  after: (span: string) => `${span} after the deployment`,
  lateBy: (span: string) => `${span} late`,
  dateOnly: 'day only',
  outcomes: 'Outcomes',
  counts: {
    fail: 'fail',
    insufficient_evidence: 'insufficient evidence',
    pending: 'pending',
    pass: 'pass',
    not_applicable: 'not applicable',
  },
  changeSet: 'Change set',
  emptyChangeSet: 'No pull request or commit is known for it.',
  people: 'People',
  person: 'Person',
  roles: { asked: 'Asked', wrote: 'Wrote', reviewed: 'Reviewed', approved: 'Approved', deployed: 'Deployed' },
  unresolved: 'not in the roster',
  noPeople: 'No person is known for it.',
  attempts: 'Earlier attempts',
  alsoIn: 'Also in other sources',
  revision: 'Revision',
  copyRevision: 'Copy the revision',
  state: 'State',
  details: 'Record',
  source: 'Source',
  environment: 'Environment',
} as const;

export const explanation = {
  rule: 'Rule',
  version: (n: number, parameters: string) => (parameters ? `Version ${n}, ${parameters}.` : `Version ${n}.`),
  clauses: (clauses: string) => `Policy ${clauses}.`,
  facts: 'Facts compared',
  record: 'Record',
  field: 'Field',
  value: 'Value',
  place: 'Where it stands',
  noValue: 'no value',
  noFacts: 'No record was compared.',
  change: 'What would change this',
  showOriginal: 'Show original',
  showOriginalOf: (field: string, place: string) => `Show original of ${field}: ${place}`,
  show: (name: string) => `Explain ${name}`,
} as const;

export const original = {
  title: 'Original record',
  file: 'File',
  place: 'Place',
  bytes: 'Bytes',
  hash: 'SHA-256 of the file',
  intact: 'The stored bytes still have the hash that they had at import.',
  broken: 'The stored bytes no longer have the hash that they had at import. Do not rely on this record; verify the workspace.',
  row: 'The row, cell by cell',
  column: 'Column',
  value: 'Value',
  marked: 'the fact rests on this cell',
  text: 'In its surroundings',
  shortened: 'The record is longer than what is shown here.',
  copy: 'Copy the record',
} as const;

export const findings = {
  title: 'Findings',
  lede: (fail: number, insufficient: number) =>
    [
      counted(fail, 'failed outcome', 'failed outcomes'),
      counted(insufficient, 'outcome with insufficient evidence', 'outcomes with insufficient evidence'),
    ] as const,
  and: ' and ',
  inPeriod: ' in this period.',
  grouping: 'Group by',
  groupings: { control: 'Control', service: 'Service', person: 'Person' },
  groups: 'Groups',
  list: (group: string) => `Findings of ${group}`,
  search: 'Search findings',
  searchHint: 'Service, version, ticket, person, control\u2026',
  column: {
    outcome: 'Outcome',
    control: 'Control',
    service: 'Service',
    version: 'Version',
    change: 'Change',
    deployer: 'Deployed by',
    deployed: (zone: string) => `Deployed (${zone})`,
    age: 'Age',
    severity: 'Severity',
  },
  filter: { outcome: 'Outcome', severity: 'Severity', service: 'Service' },
  oldest: (age: string) => `oldest ${age}`,
  openDeployment: 'Open the deployment',
  emptyTitle: 'No findings',
  emptyText: 'Nothing failed and nothing lacks evidence among the deployments of this period.',
  noMatchTitle: 'No finding matches',
  noMatchText: 'Take a filter away or search for something else.',
  nobody: 'Not known',
} as const;
