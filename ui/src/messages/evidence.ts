// Texts of the screens that show evidence: Overview, Deployments, Deployment, explanations, Findings.
import type { AgeBand } from '../ipc/types';
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
  guide: 'How to export this',
  byControl: 'Outcomes by control',
  control: 'Control',
  controlName: 'Name of the control',
  outcomes: 'Outcomes',
  failRate: 'Fail rate',
  worstCase: 'Worst case',
  worstCaseNote: 'Worst case counts insufficient evidence as failed. Pending and not applicable are left out of both rates.',
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
  emergencySentence: (n: number, unknown: number) => {
    if (n > 0) return `${counted(n, 'deployment ships', 'deployments ship')} an emergency change.`;
    return unknown > 0 ? 'No deployment is known to ship an emergency change.' : 'No emergency change in this period.';
  },
  unknownCategory: (n: number) => `${counted(n, 'deployment has', 'deployments have')} no known category.`,
  emergencyDeployments: 'Deployments with an emergency change',
  others: 'Imports, policy and the period as a whole',
  othersNote: 'These controls judge no deployment. They count in no figure above.',
  othersKinds: { import: 'Import', period: 'Period', policy: 'Policy', exception: 'Exception', change_record: 'Change record' } as Record<string, string>,
  othersSubject: 'Subject',
  othersOutcome: 'Outcome',
  othersAll: (n: number) => `Show all ${count(n)}`,
  export: 'Copy figures as CSV',
  exported: 'The figures of the overview were copied as CSV.',
  criticalPart: 'Critical controls',
  criticalFigure: {
    deployments: 'Production deployments',
    met: 'Met every critical control',
    failed: 'Failed at least one',
    undecided: 'Cannot be judged yet',
    pending: 'Wait for a deadline ahead',
  } satisfies Record<CriticalFigure, string>,
  cell: { covered: 'covered', declared: 'declared, not proven', partial: 'covered in part', uncovered: 'not covered' },
  column: { part: 'Part', of: 'Of', figure: 'Figure', value: 'Value' },
  openMonth: 'Deployments by month',
  monthList: (month: string) => `Deployments of ${month}`,
  reviews: 'Post-change reviews',
  reviewWords: {
    pass: 'held in time',
    fail: 'late, missing or not sufficient',
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
  declared: 'declared, not proven',
  partial: 'covered in part',
  uncovered: 'not covered',
  notJudged: 'Not worked out yet: what the files cover is known once their deployments are judged.',
  noHoles: 'No holes: every kind of record that is listed covers every month of the period.',
  noHolesDeclared: 'Every kind of record that is listed covers every month of the period, but some by declaration alone: that nothing is missing is not proven.',
  holes: 'Not every kind of record covers every month of the period.',
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
  more: (n: number) => `+${count(n)}`,
  moreChanges: (n: number) => `and ${counted(n, 'more change', 'more changes')}`,
  emptyTitle: 'No deployments yet',
  emptyText: 'Deployments come from exports such as a deployment log or GitHub deployments.',
  emptyAction: 'Import files',
  noMatchTitle: 'No deployment matches',
  noMatchText: 'Take a filter away or search for something else.',
  views: {
    title: 'Saved views',
    none: 'No view is saved. Filter the list, then give the filter a name here.',
    add: 'Save this filter',
    name: 'Name of this filter',
    nameMissing: 'Write a name.',
    save: 'Save the view',
    saved: (name: string) => `View \u2018${name}\u2019 saved.`,
    forget: (name: string) => `Forget the view ${name}`,
  },
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
  dossier: 'Dossier\u2026',
  makingDossier: 'Writing the dossier',
  dossierSaved: (file: string) => `Dossier saved as ${file}.`,
  original: 'Show original',
  strip: 'Verdict by control family',
  timeline: 'Timeline',
  after: (span: string) => `${span} after the deployment`,
  lateBy: (span: string) => `${span} late`,
  dateOnly: 'day only',
  notShown: (n: number) => `${counted(n, 'more event is', 'more events are')} not shown.`,
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
  unclear: 'Whether it still stood when the deployment began cannot be told.',
  noPeople: 'No person is known for it.',
  attempts: 'Earlier attempts',
  alsoIn: 'Also in other sources',
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
  asked: 'Asked of a person',
  showOriginalOf: (field: string, place: string) => `Show original of ${field}: ${place}`,
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
  valueMark: 'the value itself',
  valueMarked: 'The record is marked; the value itself stands out in it.',
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
  failing: (n: number) => ` on ${counted(n, 'deployment', 'deployments')}. `,
  inPeriod: ' in this period.',
  grouping: 'Group by',
  groupings: { control: 'Control', service: 'Service', person: 'Person' },
  groups: 'Groups',
  list: (group: string) => `Findings of ${group}`,
  search: 'Search findings',
  searchHint: 'Service, ticket, person, control\u2026',
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
  filter: { outcome: 'Outcome', severity: 'Severity', service: 'Service', age: 'Age' },
  ages: { under_7_days: 'Under 7 days', to_30_days: '7 to 30 days', over_30_days: 'Over 30 days' } satisfies Record<AgeBand, string>,
  oldest: (age: string) => `oldest ${age}`,
  openDeployment: 'Open the deployment',
  emptyTitle: 'No findings',
  emptyText: 'Nothing failed and nothing lacks evidence among the deployments of this period.',
  noMatchTitle: 'No finding matches',
  noMatchText: 'Take a filter away or search for something else.',
  nobody: 'Not known',
} as const;
