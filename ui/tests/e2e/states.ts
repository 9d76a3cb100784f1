// The screens and the states in which they are looked at.
import type { Page } from '@playwright/test';

import * as changes from '../fixtures/changes';
import * as decisions from '../fixtures/decisions';
import * as exceptions from '../fixtures/exceptions';
import * as company from '../fixtures/company';
import { batch } from '../fixtures/imports';
import * as links from '../fixtures/links';
import * as members from '../fixtures/members';
import * as people from '../fixtures/people';
import * as findings from '../fixtures/findings';
import * as policy from '../fixtures/policy';
import * as proof from '../fixtures/proof';
import type { SignInView } from '../../src/ipc/types';
import * as samples from '../fixtures/samples';
import { never, ShellError, type Answers } from './shell';

export interface State {
  name: string;
  /** The address. */
  at: string;
  answers?: Partial<Answers>;
  /** How many deployments there are. */
  count?: number;
  /** Brings the state about, once the page is there. */
  act?: (page: Page) => Promise<void>;
}

const nobody = { app_view: () => company.app({ workspace: null }) } satisfies Partial<Answers>;
const empty = {
  app_view: () => company.app({ workspace: company.workspace({ entity: 'Clicki Referrals', sources: 0, source_problems: 0, is_demo: false, evaluation: null, deployments_span: null }) }),
  deployments: () => ({ total: 0, matched: 0, rows: [] }),
  deployment_choices: () => ({ services: [], environments: [], people: [], months: [], categories: [] }),
  findings: () => ({ fail: 0, insufficient_evidence: 0, groups: [] }),
  imports: () => ({ sources: [], coverage: { months: [], rows: [], caveats: [] } }),
  packs: () => [],
} satisfies Partial<Answers>;

/** Somebody has to sign in first. */
const behind = (door: SignInView) => ({ app_view: () => company.app({ workspace: null, sign_in: door }) }) satisfies Partial<Answers>;
/** Somebody is signed in. */
const as = (person: string) => ({ app_view: () => company.app({ workspace: members.signedIn(person) }) }) satisfies Partial<Answers>;
const refused = () => {
  throw new ShellError('sign_in_refused', 'There is no such person with that passphrase, or the person signs in no more.');
};
const unsigned = { members: () => members.nobody } satisfies Partial<Answers>;

const failed = () => {
  throw new ShellError('workspace_busy', 'The workspace clicki-2025.changeproof is open elsewhere and has been locked for 5 seconds. Close the other program, then try again.', { path: 'clicki-2025.changeproof' });
};

const row = (page: Page, n: number) => page.getByRole('grid').getByRole('row').nth(n);

const tryReviewers = async (page: Page) => { await page.getByRole('button', { name: 'Try another value of reviewers' }).click(); await page.getByRole('dialog').waitFor(); };

const openException = async (page: Page, name: string) => { await page.getByRole('button', { name, exact: true }).first().click(); await page.getByRole('dialog').waitFor(); };

export const states: State[] = [
  { name: 'first-run', at: '/', answers: nobody },
  { name: 'first-run-form', at: '/', answers: nobody, act: async (page) => { await page.getByRole('button', { name: 'Start with our exports' }).click(); await page.getByRole('button', { name: 'Choose where to save' }).click(); } },
  {
    name: 'first-run-demo', at: '/',
    answers: { ...nobody, open_demo: async (_, progress) => { await progress({ type: 'started', job: 3 }); await progress({ type: 'step', name: 'Reading prs-partner-web.json', done: 7, total: 20, unit: 'steps' }); return never(); } },
    act: async (page) => { await page.getByRole('button', { name: 'Explore the demo company' }).click(); await page.getByText('Reading prs-partner-web.json').waitFor(); },
  },
  {
    name: 'first-run-opening', at: '/',
    answers: { ...nobody, open_recent: async (_, progress) => { await progress({ type: 'started', job: 5 }); await progress({ type: 'step', name: 'Judging', done: 3, total: 9, unit: 'steps' }); return never(); } },
    act: async (page) => { await page.getByRole('button', { name: /clicki-2025/ }).first().click(); await page.getByText('3 of 9').waitFor(); },
  },
  { name: 'overview', at: '/#/overview' },
  { name: 'opening-failed', at: '/#/overview', answers: { choose_workspace: failed }, act: async (page) => { await page.getByRole('button', { name: /^Workspace/ }).click(); await page.getByRole('menuitem', { name: 'Open another workspace…' }).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'new-workspace', at: '/#/overview', act: async (page) => { await page.getByRole('button', { name: /^Workspace/ }).click(); await page.getByRole('menuitem', { name: 'New workspace…' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'overview-tables', at: '/#/overview', act: async (page) => { await page.getByRole('button', { name: 'Outcomes by control: Table' }).click(); await page.getByRole('button', { name: 'Fail and worst case by month: Table' }).click(); } },
  { name: 'overview-control', at: '/#/overview', act: async (page) => { await page.getByRole('button', { name: 'Independent review' }).click(); } },
  { name: 'overview-empty', at: '/#/overview', answers: empty },
  { name: 'overview-loading', at: '/#/overview', answers: { overview: never } },
  { name: 'overview-error', at: '/#/overview', answers: { overview: failed } },
  { name: 'deployments', at: '/#/deployments' },
  { name: 'deployments-filtered', at: '/#/deployments?month=2025-03&outcome=fail&outcome=insufficient_evidence', act: async (page) => { await page.getByRole('button', { name: 'Outcome', exact: false }).first().click(); } },
  { name: 'deployments-preview', at: '/#/deployments', act: async (page) => { await page.getByRole('grid').focus(); await page.keyboard.press('ArrowDown'); await page.keyboard.press('Space'); } },
  { name: 'deployments-empty', at: '/#/deployments', answers: empty },
  { name: 'deployments-nothing', at: '/#/deployments?text=nothing-like-it' },
  { name: 'deployments-loading', at: '/#/deployments', answers: { deployments: never } },
  { name: 'deployments-error', at: '/#/deployments', answers: { deployments: failed } },
  { name: 'deployment', at: '/#/deployment/d35' },
  { name: 'deployment-original', at: '/#/deployment/d35', act: async (page) => { await page.getByRole('button', { name: /Review 1, submitted at/ }).click(); } },
  { name: 'deployment-row', at: '/#/deployment/d35', act: async (page) => { await page.getByRole('button', { name: /Show original of Started at/ }).first().click(); } },
  { name: 'deployment-links', at: '/#/deployment/d35', act: async (page) => { await page.getByText('Waits for a second person').scrollIntoViewIfNeeded(); } },
  { name: 'deployment-link', at: '/#/deployment/d35', act: async (page) => { await page.getByRole('button', { name: 'Confirm the link to change record CHG-1051' }).click(); await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click(); await page.getByText('Write it in a few words.').waitFor(); } },
  { name: 'deployment-link-add', at: '/#/deployment/d35', act: async (page) => { await page.getByRole('button', { name: 'Add a link' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'deployment-link-agree', at: '/#/deployment/d35', answers: { link_step: () => { throw new ShellError('second_person_account_of_the_first', 'nadia decided it, and nadia added the sign-in of Bo or reset its passphrase. Somebody else has to agree.'); } }, act: async (page) => { await page.getByRole('button', { name: 'Agree with the decision of event 411' }).click(); await page.getByRole('dialog').getByRole('button', { name: 'Agree' }).click(); await page.getByText('Somebody else has to agree.').waitFor(); } },
  { name: 'deployment-links-none', at: '/#/deployment/d35', answers: { deployment_links: () => ({ ...links.nothing, decide_forbidden: 'Cleo is an auditor and may not decide on links: that is for compliance officers.' }) }, act: async (page) => { await page.getByText('Nothing is linked to this deployment.').scrollIntoViewIfNeeded(); } },
  { name: 'deployment-links-error', at: '/#/deployment/d35', answers: { deployment_links: failed }, act: async (page) => { await page.getByRole('alert').first().scrollIntoViewIfNeeded(); } },
  { name: 'deployment-loading', at: '/#/deployment/d35', answers: { deployment: never } },
  { name: 'deployment-error', at: '/#/deployment/d35', answers: { deployment: failed } },
  { name: 'findings', at: '/#/findings' },
  { name: 'findings-person', at: '/#/findings?by=person&outcome=fail' },
  { name: 'findings-drawer', at: '/#/findings', act: async (page) => { await row(page, 1).click(); await page.getByText('Facts compared').waitFor(); } },
  { name: 'findings-work', at: '/#/findings?state=acknowledged', act: async (page) => { await row(page, 1).click(); await page.getByRole('heading', { name: 'Work on this finding' }).scrollIntoViewIfNeeded(); await page.getByRole('button', { name: 'Record what was done' }).click(); await page.getByRole('button', { name: 'Record', exact: true }).click(); await page.getByText('Fill this in.').first().waitFor(); } },
  { name: 'findings-not-allowed', at: '/#/findings', answers: { finding_work: () => ({ ...findings.details, not_allowed: 'Eve may not triage findings: that takes the role compliance officer, and Eve has auditor.' }) }, act: async (page) => { await row(page, 1).click(); await page.getByText('may not triage findings').scrollIntoViewIfNeeded(); } },
  { name: 'findings-bulk', at: '/#/findings', act: async (page) => { await page.getByRole('button', { name: 'Acknowledge all open ones' }).click(); await page.getByLabel('Owner').waitFor(); } },
  { name: 'findings-loading', at: '/#/findings', answers: { findings: never } },
  { name: 'findings-error', at: '/#/findings', answers: { findings: failed } },
  { name: 'findings-empty', at: '/#/findings', answers: empty },
  { name: 'changes', at: '/#/changes' },
  { name: 'changes-orphans', at: '/#/changes?kind=change_record&state=orphan&lack=rollback_plan' },
  { name: 'changes-record', at: '/#/changes', act: async (page) => { await row(page, 1).click(); await page.getByText('Deployments of the period').waitFor(); } },
  { name: 'changes-nothing', at: '/#/changes?text=nothing-like-it' },
  { name: 'changes-empty', at: '/#/changes', answers: { change_records: changes.nothing } },
  { name: 'changes-loading', at: '/#/changes', answers: { change_records: never } },
  { name: 'changes-error', at: '/#/changes', answers: { change_records: failed } },
  { name: 'changes-record-error', at: '/#/changes', answers: { change_record: failed }, act: async (page) => { await row(page, 1).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'people', at: '/#/people' },
  { name: 'people-person', at: '/#/people', act: async (page) => { await row(page, 1).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'people-day', at: '/#/people?role=engineer&on=2025-03-31', act: async (page) => { await page.getByLabel('Roles on').fill('soon'); await page.getByLabel('Roles on').press('Enter'); } },
  { name: 'people-unresolved', at: '/#/people?show=unresolved' },
  { name: 'people-account', at: '/#/people?show=unresolved', act: async (page) => { await row(page, 1).click(); await page.getByText('What it leaves without evidence').waitFor(); } },
  { name: 'people-suggestions', at: '/#/people?show=suggestions' },
  { name: 'people-suggestion', at: '/#/people?show=suggestions', act: async (page) => { await row(page, 1).click(); await page.getByText('A suggestion counts for nothing until').waitFor(); } },
  { name: 'people-confirm', at: '/#/people?show=suggestions', act: async (page) => { await row(page, 1).click(); await page.getByRole('button', { name: 'Confirm', exact: true }).click(); await page.getByRole('dialog', { name: 'Confirm dana@home.example' }).waitFor(); } },
  { name: 'people-add-account', at: '/#/people', act: async (page) => { await row(page, 1).click(); await page.getByRole('button', { name: 'Add an account' }).click(); await page.getByRole('combobox', { name: 'System' }).waitFor(); } },
  { name: 'people-add-role', at: '/#/people', act: async (page) => { await row(page, 1).click(); await page.getByRole('button', { name: 'Add a role' }).click(); await page.getByRole('button', { name: 'Add the role' }).click(); await page.getByText('Write a day as year-month-day').first().waitFor(); } },
  { name: 'people-forbidden', at: '/#/people', answers: { account_decisions: () => ({ ...people.decided, decide_forbidden: 'Cleo is an auditor and may not decide on accounts: that is for compliance officers.' }) }, act: async (page) => { await row(page, 1).click(); await page.getByText('Cleo is an auditor').waitFor(); } },
  { name: 'people-decisions', at: '/#/people?show=decisions' },
  { name: 'people-withdraw', at: '/#/people?show=decisions', answers: { account_step: () => { throw new ShellError('source_document_missing', 'This may make outcomes better that were evaluated already. Attach the document that shows it; a second person has to agree as well.'); } }, act: async (page) => { await page.getByRole('button', { name: 'Take back the decision of event 402' }).click(); await page.getByRole('textbox', { name: 'Reason' }).fill('A namesake'); await page.getByRole('button', { name: 'Take it back' }).click(); await page.getByText('Attach the document that shows it').waitFor(); } },
  { name: 'people-decisions-empty', at: '/#/people?show=decisions', answers: { account_decisions: () => ({ lines: [], evaluated_to: null, decide_forbidden: null }) } },
  { name: 'people-decisions-error', at: '/#/people?show=decisions', answers: { account_decisions: failed } },
  { name: 'people-machines', at: '/#/people?show=machines' },
  { name: 'people-nothing', at: '/#/people?text=nobody-like-it' },
  { name: 'people-empty', at: '/#/people', answers: people.nobody },
  { name: 'people-unresolved-empty', at: '/#/people?show=unresolved', answers: people.nobody },
  { name: 'people-loading', at: '/#/people', answers: { persons: never } },
  { name: 'people-error', at: '/#/people', answers: { persons: failed } },
  { name: 'policy', at: '/#/policy' },
  { name: 'policy-parameters', at: '/#/policy?show=parameters' },
  { name: 'policy-interpretations', at: '/#/policy?show=interpretations' },
  { name: 'policy-versions', at: '/#/policy?show=versions' },
  { name: 'policy-requirements', at: '/#/policy?show=frameworks' },
  { name: 'policy-controls', at: '/#/policy?show=frameworks&order=control' },
  { name: 'policy-try', at: '/#/policy?show=parameters', act: tryReviewers },
  { name: 'policy-tried', at: '/#/policy?show=parameters', act: async (page) => { await tryReviewers(page); await page.getByRole('button', { name: 'Show what would change' }).click(); await page.getByText('Controls whose counts would change').waitFor(); } },
  { name: 'policy-wrong-value', at: '/#/policy?show=parameters', answers: { try_parameter: () => { throw new ShellError('bad_parameter', "'reviewers' takes a whole number, such as 2; 'many' is none."); } }, act: async (page) => { await tryReviewers(page); await page.getByLabel('Value to try').fill('many'); await page.keyboard.press('Enter'); await page.getByRole('alert').waitFor(); } },
  { name: 'policy-empty', at: '/#/policy', answers: { ...empty, policy: () => ({ ...policy.view, judged: false }) } },
  { name: 'policy-loading', at: '/#/policy', answers: { policy: never } },
  { name: 'policy-error', at: '/#/policy', answers: { policy: failed } },
  { name: 'policy-review', at: '/#/policy?show=review', act: async (page) => { await page.getByText('What it rests on').first().click(); } },
  { name: 'policy-review-none', at: '/#/policy?show=review', answers: { annual_review: () => ({ ...decisions.annual(null), triggers: [] }) } },
  { name: 'policy-review-clause', at: '/#/policy?show=review', act: async (page) => { await page.getByRole('button', { name: 'Decide on clause ENF' }).click(); await page.getByRole('dialog').waitFor(); } },
  ...Object.entries(decisions.stages).slice(1).map(([step, review]) => ({ name: `policy-review-${step}`, at: '/#/policy?show=review', answers: { annual_review: () => decisions.annual(review) } })),
  { name: 'policy-review-forbidden', at: '/#/policy?show=review', answers: { annual_review: () => decisions.annualForbidden(decisions.stages.approval) } },
  { name: 'policy-review-trigger', at: '/#/policy?show=review', act: async (page) => { await page.getByRole('button', { name: 'Record a change' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'policy-review-refused', at: '/#/policy?show=review', answers: { annual_review: () => decisions.annual(decisions.stages.approval), policy_review_step: () => { throw new ShellError('approver_drafted', 'Noor Abbasi drafted at 2026-01-05T08:00:00Z. The outcome is approved by a policy owner who drafted none of it.'); } }, act: async (page) => { await page.getByLabel('Reason').first().fill('Fine'); await page.getByRole('button', { name: 'Approve' }).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'policy-review-loading', at: '/#/policy?show=review', answers: { annual_review: never } },
  { name: 'policy-review-error', at: '/#/policy?show=review', answers: { annual_review: failed } },
  { name: 'exceptions', at: '/#/exceptions' },
  { name: 'exceptions-open', at: '/#/exceptions', act: async (page) => { await openException(page, 'Open EX-3'); } },
  { name: 'exceptions-approve', at: '/#/exceptions', act: async (page) => { await openException(page, 'Open EX-3'); await page.getByRole('button', { name: 'Send back', exact: true }).click(); await page.getByRole('button', { name: 'Send back EX-3' }).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'exceptions-own', at: '/#/exceptions', answers: { exceptions: () => ({ ...exceptions.view, register: { ...exceptions.view.register, exceptions: [exceptions.own] } }) }, act: async (page) => { await openException(page, 'Open EX-3, version 1'); } },
  { name: 'exceptions-draft', at: '/#/exceptions', act: async (page) => { await openException(page, 'Open EX-4, version 1'); } },
  { name: 'exceptions-refused', at: '/#/exceptions', answers: { exception_step: () => { throw new ShellError('approver_took_part', 'nadia is a contributor of deployment d35 and cannot approve an exception for it.'); } }, act: async (page) => { await openException(page, 'Open EX-3'); await page.getByRole('button', { name: 'Approve', exact: true }).click(); await page.getByRole('button', { name: 'Approve EX-3' }).click(); await page.getByText('cannot approve an exception').waitFor(); } },
  { name: 'exceptions-form', at: '/#/exceptions', act: async (page) => { await page.getByRole('button', { name: 'Request an exception' }).click(); await page.getByLabel('From', { exact: true }).fill('soon'); await page.getByRole('button', { name: 'Save the draft' }).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'exceptions-forbidden', at: '/#/exceptions', answers: { exceptions: () => exceptions.forbidden } },
  { name: 'exceptions-empty', at: '/#/exceptions', answers: { ...empty, exceptions: () => exceptions.none } },
  { name: 'exceptions-loading', at: '/#/exceptions', answers: { exceptions: never } },
  { name: 'exceptions-error', at: '/#/exceptions', answers: { exceptions: failed } },
  { name: 'reviews', at: '/#/reviews' },
  { name: 'reviews-form', at: '/#/reviews', act: async (page) => { await page.getByRole('button', { name: 'Record a review of CHG-4711' }).click(); await page.getByLabel('Held on an earlier day').fill('soon'); await page.getByRole('button', { name: 'Record the review' }).click(); await page.getByRole('alert').first().waitFor(); } },
  { name: 'reviews-kept', at: '/#/reviews', act: async (page) => { await page.getByRole('button', { name: 'Keep it here from today on' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'reviews-forbidden', at: '/#/reviews', answers: { review_queue: () => decisions.queueForbidden } },
  { name: 'reviews-empty', at: '/#/reviews', answers: { ...empty, review_queue: () => decisions.noReviews, kept_here: () => decisions.keptNow } },
  { name: 'reviews-loading', at: '/#/reviews', answers: { review_queue: never } },
  { name: 'reviews-error', at: '/#/reviews', answers: { review_queue: failed } },
  { name: 'imports', at: '/#/imports' },
  { name: 'imports-details', at: '/#/imports', act: async (page) => { await page.getByRole('button', { name: 'Details: servicenow-change_request.csv' }).click(); } },
  { name: 'imports-loading', at: '/#/imports', answers: { imports: never } },
  { name: 'imports-error', at: '/#/imports', answers: { imports: failed } },
  { name: 'imports-unjudged', at: '/#/imports', answers: { app_view: () => company.app({ workspace: company.workspace({ evaluation: null }) }) } },
  { name: 'imports-empty', at: '/#/imports', answers: empty },
  { name: 'imports-review', at: '/#/imports', act: async (page) => { await page.getByRole('button', { name: 'Choose files' }).click(); await page.getByText('This is an image').waitFor(); } },
  {
    name: 'imports-options', at: '/#/imports',
    act: async (page) => { await page.getByRole('button', { name: 'Choose files' }).click(); await page.getByRole('button', { name: 'Say more about prs-referral-api.json' }).click(); await page.getByLabel('Covers from').fill('soon'); await page.getByRole('button', { name: 'Look again' }).click(); },
  },
  {
    name: 'imports-progress', at: '/#/imports',
    answers: { commit_import: async (_, progress) => { await progress({ type: 'started', job: 9 }); await progress({ type: 'step', name: 'Reading prs-referral-api.json', done: 480_000, total: 1_482_113, unit: 'bytes' }); return never(); } },
    act: async (page) => { await page.getByRole('button', { name: 'Choose files' }).click(); await page.getByRole('button', { name: /^Import/ }).last().click(); await page.getByText('Reading prs-referral-api.json').waitFor(); },
  },
  { name: 'imports-unread', at: '/#/imports', answers: { choose_files: () => ({ ...batch, left_out: 40, unreadable: ['private'] }) }, act: async (page) => { await page.getByRole('button', { name: 'Choose files' }).click(); await page.getByText('This is an image').waitFor(); } },
  { name: 'imports-guides', at: '/#/imports?do=guides', act: async (page) => { await page.getByText('Pull requests with reviews and checks').waitFor(); } },
  { name: 'home', at: '/#/home' },
  { name: 'home-quiet', at: '/#/home', answers: { home: () => samples.quietHome } },
  { name: 'home-loading', at: '/#/home', answers: { home: never } },
  { name: 'home-error', at: '/#/home', answers: { home: failed } },
  { name: 'samples', at: '/#/samples' },
  { name: 'samples-paper', at: '/#/samples?sample=1', act: async (page) => { await page.getByRole('table', { name: 'What it came to' }).waitFor(); } },
  { name: 'samples-item', at: '/#/samples?sample=1', act: async (page) => { await page.getByRole('button', { name: 'Compare 912500' }).click(); await page.getByRole('button', { name: /^Deviation: / }).first().click(); await page.getByRole('button', { name: 'Save' }).click(); } },
  { name: 'samples-forbidden', at: '/#/samples?sample=1', answers: { samples: () => ({ ...samples.view, forbidden: 'Bo Lind may not draw a sample: that takes the role of auditor or compliance officer; Bo Lind has reviewer.' }) } },
  { name: 'samples-refused', at: '/#/samples', answers: { draw_sample: () => { throw new ShellError('drawn_by_this_seed', 'Sample 1 was drawn from the same population by the same seed: it would be the same items. Give another seed.'); } }, act: async (page) => { await page.getByLabel('Why it is drawn from again').fill('More'); await page.getByRole('button', { name: 'Draw', exact: true }).click(); await page.getByRole('alert').waitFor(); } },
  { name: 'samples-wrong', at: '/#/samples', act: async (page) => { await page.getByLabel('Items').fill('many'); await page.getByRole('button', { name: 'Draw', exact: true }).click(); } },
  { name: 'samples-empty', at: '/#/samples', answers: { ...empty, samples: () => ({ ...samples.view, population: null, draws: [] }) } },
  { name: 'samples-loading', at: '/#/samples', answers: { samples: never } },
  { name: 'samples-error', at: '/#/samples', answers: { samples: failed } },
  { name: 'packs', at: '/#/packs' },
  {
    name: 'packs-progress', at: '/#/packs',
    answers: { make_pack: async (_, progress) => { await progress({ type: 'started', job: 4 }); await progress({ type: 'step', name: 'Writing pages', done: 41, total: 88, unit: 'steps' }); return never(); } },
    act: async (page) => { await page.getByLabel('Prepared by').fill('Noor Abbasi'); await page.getByRole('button', { name: 'Make pack' }).click(); await page.getByText('Writing pages').waitFor(); },
  },
  { name: 'packs-verify', at: '/#/packs', answers: { verify_pack: () => proof.broken }, act: async (page) => { await page.getByRole('button', { name: 'Verify CP-2025-004' }).click(); } },
  { name: 'packs-loading', at: '/#/packs', answers: { packs: never } },
  { name: 'packs-error', at: '/#/packs', answers: { packs: failed } },
  { name: 'packs-empty', at: '/#/packs', answers: { packs: () => [] } },
  { name: 'events', at: '/#/events' },
  { name: 'events-loading', at: '/#/events', answers: { events: never } },
  { name: 'events-error', at: '/#/events', answers: { events: failed } },
  { name: 'events-verified', at: '/#/events', act: async (page) => { await page.getByRole('button', { name: 'Verify the log' }).click(); await page.getByText('Everything holds').waitFor(); } },
  { name: 'events-details', at: '/#/events', act: async (page) => { await row(page, 2).click(); } },
  { name: 'deployments-views', at: '/#/deployments?outcome=fail', act: async (page) => { await page.getByRole('button', { name: 'Saved views' }).click(); } },
  { name: 'settings', at: '/#/settings', answers: unsigned },
  { name: 'sign-in', at: '/', answers: behind(members.door()) },
  { name: 'sign-in-nothing', at: '/', answers: behind(members.door()), act: async (page) => { await page.getByRole('button', { name: 'Sign in', exact: true }).click(); await page.getByRole('alert').first().waitFor(); } },
  { name: 'sign-in-nobody', at: '/', answers: behind(members.door({ people: [] })) },
  { name: 'locked', at: '/', answers: behind(members.locked({ working: true })) },
  { name: 'locked-refused', at: '/', answers: { ...behind(members.locked()), sign_in: refused }, act: async (page) => { await page.getByLabel('Passphrase of Noor Abbasi', { exact: true }).fill('not this one'); await page.keyboard.press('Enter'); await page.getByRole('alert').waitFor(); } },
  {
    name: 'locked-opening', at: '/',
    answers: { ...behind(members.locked()), sign_in: async (_, progress) => { await progress({ type: 'started', job: 2 }); await progress({ type: 'step', name: 'Loading records', done: 3, total: 9, unit: 'steps' }); return never(); } },
    act: async (page) => { await page.getByLabel('Passphrase of Noor Abbasi', { exact: true }).fill('correct horse battery'); await page.keyboard.press('Enter'); await page.getByText('3 of 9').waitFor(); },
  },
  { name: 'choose-passphrase', at: '/', answers: behind(members.choose()) },
  { name: 'choose-passphrase-wrong', at: '/', answers: behind(members.choose()), act: async (page) => { await page.getByLabel('New passphrase', { exact: true }).fill('short'); await page.keyboard.press('Enter'); await page.getByRole('alert').first().waitFor(); } },
  { name: 'person-menu', at: '/#/overview', answers: as('noor'), act: async (page) => { await page.getByRole('button', { name: /^Signed in/ }).click(); await page.getByRole('menuitem', { name: /^Lock/ }).waitFor(); } },
  { name: 'person-menu-none', at: '/#/overview', act: async (page) => { await page.getByRole('button', { name: 'Without sign-in' }).click(); await page.getByRole('menuitem').first().waitFor(); } },
  { name: 'own-passphrase', at: '/#/overview', answers: as('noor'), act: async (page) => { await page.getByRole('button', { name: /^Signed in/ }).click(); await page.getByRole('menuitem', { name: /^Change the passphrase/ }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'members', at: '/#/settings?show=members', answers: as('noor') },
  { name: 'members-auditor', at: '/#/settings?show=members', answers: as('bo') },
  { name: 'members-first', at: '/#/settings', answers: unsigned, act: async (page) => { await page.getByRole('button', { name: 'Add yourself as the first person' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'members-first-wrong', at: '/#/settings', answers: unsigned, act: async (page) => { await page.getByRole('button', { name: 'Add yourself as the first person' }).click(); await page.getByRole('dialog').getByRole('button', { name: 'Add yourself as the first person' }).click(); await page.getByRole('alert').first().waitFor(); } },
  { name: 'members-add', at: '/#/settings', answers: as('noor'), act: async (page) => { await page.getByRole('button', { name: 'Add a person' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'members-change', at: '/#/settings', answers: as('noor'), act: async (page) => { await page.getByRole('button', { name: 'Change Ana Berg' }).click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'members-loading', at: '/#/settings', answers: { ...as('noor'), members: never } },
  { name: 'members-error', at: '/#/settings', answers: { ...as('noor'), members: failed } },
  { name: 'packs-signed-in', at: '/#/packs', answers: as('noor') },
  { name: 'packs-auditor', at: '/#/packs', answers: as('bo') },
  { name: 'imports-auditor', at: '/#/imports', answers: as('bo') },
  { name: 'palette', at: '/#/overview', act: async (page) => { await page.keyboard.press('Control+k'); await page.getByRole('combobox').fill('partner'); await page.getByText('partner-web').first().waitFor(); } },
  { name: 'keys', at: '/#/overview', act: async (page) => { await page.keyboard.press('?'); } },
  { name: 'period', at: '/#/overview', act: async (page) => { await page.getByRole('button', { name: /^Period/ }).click(); } },
  { name: 'unjudged', at: '/#/deployments', answers: { app_view: () => company.app({ workspace: company.workspace({ outdated: true, evaluation: null }) }) } },
  { name: 'outdated', at: '/#/overview', answers: { app_view: () => company.app({ workspace: company.workspace({ outdated: true }) }) } },
];
