// Texts of Policy.
import { count, counted } from './format';

export type PolicyTab = 'clauses' | 'parameters' | 'interpretations' | 'versions' | 'review' | 'frameworks';

export const policy = {
  title: 'Policy',
  lede: (version: number, firstDay: string | null, open: number, judged: boolean) => {
    const since = firstDay === null ? 'in force from the beginning' : `in force from ${firstDay} on`;
    const waiting = open === 0 ? 'Every interpretation is accepted.' : `${counted(open, 'interpretation is', 'interpretations are')} not accepted yet.`;
    return `Version ${count(version)} ${judged ? 'held at the end of this period' : 'holds today'}, ${since}. ${waiting}`;
  },
  tabs: {
    clauses: 'Clauses',
    parameters: 'Parameters',
    interpretations: 'Interpretations',
    versions: 'Versions',
    review: 'Annual review',
    frameworks: 'Frameworks',
  } satisfies Record<PolicyTab, string>,
  choose: 'What to show',
  column: {
    clause: 'Clause', words: 'What it says', control: 'Control', 
    parameter: 'Parameter', value: 'Value', clauses: 'Clauses', controls: 'Controls', interpretation: 'Interpretation',
    reading: 'How the words are read', decided: 'Accepted', version: 'Version', from: 'In force from', reason: 'Why', differences: 'Differences to the version before',
    action: 'Actions', before: 'Now', after: 'Tried', deployment: 'Deployment', outcomes: 'Outcomes', requirement: 'Requirement', covers: 'Covers', what: 'What is tested, and what not',
  },
  noControl: 'No control tests this clause.',
  noResults: 'no results',
  nothing: 'empty',
  everything: 'used to match or to judge; no control tells it by name',
  open: 'not accepted yet',
  accepted: (by: string, on: string) => `${by}, ${on}`,
  interpretationsHow: 'The owner accepts an interpretation with the command changeproof policy accept.',
  versionsHow: 'A new version is put in force with the command changeproof policy import.',
  always: 'always',
  inForce: 'in force today',
  late: 'recorded after its first day',
  firstVersion: 'The first version.',
  noDifferences: 'Nothing but day and reason.',
  exportOf: 'Export',
  exportLabel: (version: number) => `Export version ${version}`,
  exported: (version: number) => `Version ${version} was written.`,
  tryIt: 'Try another value',
  tryLabel: (name: string) => `Try another value of ${name}`,
  notSaved: 'Nothing is saved: policy, results and log stay as they are.',
  tried: 'Value to try',
  inForceValue: (value: string) => `In force: ${value}`,
  run: 'Show what would change',
  running: 'Judging the period with the other value',
  stopped: 'Stopped. Nothing was saved.',
  noChange: 'No outcome would be another.',
  summary: (before: string, after: string, deployments: number) => `In force: ${before}. With ${after}, ${counted(deployments, 'deployment', 'deployments')} would have another outcome. Nothing was saved.`,
  judged: (before: number, after: number) => `${counted(before, 'deployment is', 'deployments are')} judged now; ${count(after)} would be.`,
  controlsHead: 'Controls whose counts would change',
  deploymentsHead: (shown: number, all: number) => (shown < all ? `The first ${count(shown)} of ${counted(all, 'deployment', 'deployments')}` : 'Deployments whose outcome would change'),
  othersHead: 'What else would change',
  notJudged: 'not judged',
  order: 'Order',
  orders: { requirement: 'By requirement', control: 'By control' },
  frameworksNote: 'A control supports a requirement in full or in part; no control proves a framework.',
  emptyFrameworks: 'No control names a requirement.',
} as const;
