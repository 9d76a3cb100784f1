// What the pages ask of the shell, and how they take its answers.
import { expect, test } from '@playwright/test';

import { app, workspace } from '../fixtures/company';
import type { FindingForm } from '../../src/ipc/types';
import { settings } from '../../src/messages/frame';
import { triage } from '../../src/messages/triage';
import { details } from '../fixtures/findings';
import { batch, preview } from '../fixtures/imports';
import { Shell, ShellError } from './shell';

test('own exports: the form checks, then asks for a place, then shows Imports', async ({ page }) => {
  const shell = await Shell.play(page, { app_view: () => app({ workspace: null }) });
  await page.goto('/');
  await page.getByRole('button', { name: 'Start with our exports' }).click();
  await page.getByRole('button', { name: 'Choose where to save' }).click();
  await expect(page.getByRole('alert')).toHaveText('Write the company’s name.');
  await page.getByRole('textbox', { name: 'Company' }).fill('Norbert & Co');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('toky');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Choose where to save' }).click();
  await expect(page.getByRole('heading', { name: 'Imports', level: 1 })).toBeVisible();
  expect(shell.called('create_workspace')).toEqual([{ new: { entity: 'Norbert & Co', zone: 'Asia/Tokyo' } }]);
});

test('a closed dialog changes nothing', async ({ page }) => {
  await Shell.play(page, { app_view: () => app({ workspace: null }), choose_workspace: () => null });
  await page.goto('/');
  await page.getByRole('button', { name: 'Open a workspace…' }).click();
  await expect(page.getByRole('heading', { name: /Which production changes/ })).toBeVisible();
});

test('long work tells how far it is and stops when asked', async ({ page }) => {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const shell = await Shell.play(page, {
    app_view: () => app({ workspace: null }),
    open_demo: async (_, progress) => {
      await progress({ type: 'started', job: 42 });
      await progress({ type: 'step', name: 'Judging', done: 5, total: 20, unit: 'steps' });
      await stopped;
      throw new ShellError('cancelled', 'Stopped.');
    },
    cancel: () => {
      stop();
      return true;
    },
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Explore the demo company' }).click();
  await expect(page.getByText('5 of 20')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Stopped. No workspace was opened.')).toBeVisible();
  expect(shell.called('cancel')).toEqual([{ job: 42 }]);
  await expect(page.getByRole('button', { name: 'Explore the demo company' })).toBeVisible();
});

test('every figure of the overview opens its list', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByTestId('overview-sentence').getByRole('link', { name: '39', exact: true }).click();
  await expect(page).toHaveURL(/#\/deployments\?outcome=fail&severity=Critical&worst=yes/);
  expect(shell.called('deployments').at(-1)).toMatchObject({ query: { outcomes: ['fail'], severity: 'Critical', worst: true, control: null } });
  await page.goBack();
  await page.getByRole('link', { name: 'TRC-01 Insufficient evidence: 31' }).click();
  await expect(page).toHaveURL(/outcome=insufficient_evidence&control=TRC-01/);
  await page.goBack();
  await page.getByRole('link', { name: 'Critical, > 30 d: 7' }).click();
  await expect(page.getByRole('heading', { name: 'Findings', level: 1 })).toBeVisible();
  expect(shell.called('findings').at(-1)).toMatchObject({ query: { severities: ['Critical'], outcomes: ['fail'], age: 'over_30_days' } });
  await expect(page.getByRole('button', { name: 'Age: Over 30 days' })).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'Deployments of March 2025' }).click();
  await expect(page).toHaveURL(/#\/deployments\?month=2025-03/);
});

test('what is no deployment is listed on the overview and explained', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('button', { name: 'POP-01 Import totals, deploy-log.csv' }).click();
  const drawer = page.getByRole('dialog', { name: 'Import totals' });
  await expect(drawer.getByText('deploy-log.csv').first()).toBeVisible();
  expect(shell.called('explain_other')).toEqual([{ control: 'POP-01', id: 'ab'.repeat(32) }]);
});

test('the period is set once, and screens fetch again', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Quarter 2 of 2025' }).click();
  await expect(page.getByRole('button', { name: /^Period/ })).toContainText('1 Apr – 30 Jun 2025');
  expect(shell.called('set_period')).toMatchObject([{ period: { from: '2025-04-01', to: '2025-06-30' } }]);
  await expect.poll(() => shell.called('overview').length).toBe(2);
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByLabel('First day').fill('2025-13-01');
  await page.getByRole('button', { name: 'Show these days' }).click();
  await expect(page.getByRole('alert').first()).toContainText('Write a day');
  expect(shell.called('set_period')).toHaveLength(1);
});

test('a period that cannot be judged leaves the old one and tells why', async ({ page }) => {
  await Shell.play(page, {
    set_period: () => {
      throw new ShellError('workspace_busy', 'The workspace is open elsewhere.', { path: 'x' });
    },
  });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Quarter 1 of 2025' }).click();
  await expect(page.getByRole('alert')).toContainText('The workspace is open elsewhere.');
  await expect(page.getByRole('button', { name: /^Period/ })).toContainText('1 Jan – 31 Dec 2025');
});

test('dropped files are looked at, corrected, left out, and imported together', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await shell.emit('files-dropped', batch);
  await expect(page.getByRole('heading', { name: 'Before the import' })).toBeVisible();
  await expect(page.getByText('This is an image.')).toBeVisible();
  await page.getByRole('button', { name: 'Say more about prs-referral-api.json' }).click();
  await page.getByLabel('Covers from').fill('2025-01-01');
  await page.getByLabel('Covers to').fill('2025-12-31');
  await page.getByLabel('Rows at the source').fill('409');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => shell.called('preview_import').length).toBe(2);
  await page.getByRole('checkbox', { name: 'Leave out servicenow-change_request.csv' }).check();
  await page.getByRole('button', { name: 'Import 1 file' }).click();
  await expect(page.getByText('1 file imported').or(page.getByText(/files? imported with/)).first()).toBeVisible();
  const [commit] = shell.called('commit_import') as { batch: number; choices: { key: string; leave_out: boolean; options: Record<string, unknown> }[] }[];
  expect(commit?.batch).toBe(7);
  expect(commit?.choices.find(({ key }) => key === 'f1')?.options).toMatchObject({ covers: { from: '2025-01-01', to: '2025-12-31' }, expected_rows: 409, zone: null });
  expect(commit?.choices.find(({ key }) => key === 'f2')?.leave_out).toBe(true);
  await expect.poll(() => shell.called('workspace').length).toBe(1);
});

test('files on the desk stay there while one looks elsewhere', async ({ page }) => {
  await Shell.play(page, { preview_import: () => preview });
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByText('This is an image.').waitFor();
  await page.getByRole('link', { name: /^Overview/ }).click();
  await page.getByRole('link', { name: /^Imports/ }).first().click();
  await expect(page.getByText('This is an image.')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('heading', { name: 'Imported files' })).toBeVisible();
});

test('a pack is made for the days of the form, listed, opened and verified', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/packs');
  await page.getByRole('button', { name: 'Make pack' }).click();
  await expect(page.getByRole('alert')).toHaveText('Write who prepares it.');
  await page.getByLabel('Prepared by').fill('Noor Abbasi');
  await page.getByRole('radio', { name: 'US Letter' }).check();
  await page.getByRole('button', { name: 'Make pack' }).click();
  await expect(page.getByText('CP-2025-005')).toBeVisible();
  expect(shell.called('make_pack')).toMatchObject([{ pack: { period: { from: '2025-01-01', to: '2025-12-31' }, prepared_by: 'Noor Abbasi', paper: 'letter', kind: 'audit' } }]);
  await page.getByRole('button', { name: 'Verify CP-2025-005' }).click();
  await expect(page.getByRole('dialog').getByText('Everything holds')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open CP-2025-005' }).click();
  expect(shell.called('open_pack')).toEqual([{ key: 'p5' }]);
  await page.getByRole('button', { name: 'Verify another file…' }).click();
  await expect(page.getByRole('dialog').getByText('1 check does not hold')).toBeVisible();
});

test('the packs for management are made from the same form, and the register tells the kind', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/packs');
  await page.getByLabel('Prepared by').fill('Noor Abbasi');
  const register = page.getByRole('table', { name: 'Packs that were made' });
  for (const [name, kind] of [['Annual review', 'annual'], ['Management summary', 'summary']] as const) {
    await expect(register.getByText(name)).toBeHidden();
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Make pack' }).click();
    await expect(register.getByText(name)).toBeVisible();
    expect(shell.called('make_pack').at(-1)).toMatchObject({ pack: { kind, period: { from: '2025-01-01', to: '2025-12-31' } } });
  }
});

test('another program changes the workspace: a word says so, and one button catches up', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await shell.emit('workspace-changed', workspace({ outdated: true }));
  await page.getByRole('button', { name: 'Work out again' }).click();
  await expect(page.getByRole('button', { name: 'Work out again' })).toBeHidden();
  expect(shell.called('refresh')).toHaveLength(1);
});

test('the native menu leads to screens', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await shell.emit('menu', { item: 'make_pack' });
  await expect(page.getByRole('heading', { name: 'Packs', level: 1 })).toBeVisible();
  await shell.emit('menu', { item: 'keys' });
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
});

test('an error can be copied and tried again', async ({ page }) => {
  let times = 0;
  const shell = await Shell.play(page, {
    packs: () => {
      times += 1;
      if (times === 1) throw new ShellError('store_damaged', 'The workspace cannot be read at page 12.', { page: 12 });
      return [];
    },
  });
  await page.goto('/#/packs');
  await page.getByRole('button', { name: 'Copy details' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  expect((shell.called('copy_text')[0] as { text: string }).text).toContain('"page": 12');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No pack yet')).toBeVisible();
});

test('the list goes to the clipboard as CSV', async ({ page }) => {
  const shell = await Shell.play(page, { copy_deployments: () => 'time,service\n2025-01-01,a\n' });
  await page.goto('/#/deployments');
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(page.getByText(/deployments copied as CSV/)).toBeVisible();
  expect(shell.called('copy_text')).toEqual([{ text: 'time,service\n2025-01-01,a\n' }]);
});

test('late answers of an older filter are dropped', async ({ page }) => {
  let first = true;
  await Shell.play(page, {
    events: async ({ query }) => {
      if (query.text === 'slow') await new Promise((resolve) => setTimeout(resolve, 1200));
      const text = query.text || (first ? 'all' : 'again');
      first = false;
      return { total: 1, matched: 1, actions: [], people: [], rows: [{ sequence: 1, at: '2026-01-02T09:00:00Z', person: null, action: 'x', action_label: 'X', sentence: `found ${text}`, hash: '', payload: '{}' }] };
    },
  });
  await page.goto('/#/events');
  await page.getByText('found all').waitFor();
  const search = page.getByRole('searchbox', { name: 'Search the event log' });
  await search.fill('slow');
  await page.waitForTimeout(400);
  await search.fill('quick');
  await expect(page.getByText('found quick')).toBeVisible();
  await page.waitForTimeout(1300);
  await expect(page.getByText('found quick')).toBeVisible();
});

test('a command that is refused is an error, not a blank page', async ({ page }) => {
  await Shell.play(page, { app_view: () => { throw new ShellError('not_allowed', 'Command app_view is not allowed.'); } });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('not allowed');
});


test('a cut text has the whole one as a tip, and one that fits has none', async ({ page }) => {
  const long = 'a-service-with-a-very-long-name-'.repeat(9);
  await Shell.play(page, { app_view: () => app({ workspace: workspace({ entity: long }) }) });
  await page.goto('/#/overview');
  const entity = page.getByText(long).first();
  await entity.hover();
  await expect(entity).toHaveAttribute('title', long);
  await page.goto('/#/deployments');
  const label = page.getByRole('button', { name: 'Outcome', exact: true }).getByText('Outcome');
  await label.hover();
  await expect(label).not.toHaveAttribute('title');
});

test('another value of a parameter is tried, told, and kept nowhere', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/policy?show=parameters');
  await page.getByRole('button', { name: 'Try another value of reviewers' }).click();
  const drawer = page.getByRole('dialog', { name: 'reviewers' });
  await drawer.getByLabel('Value to try').fill('3');
  await page.keyboard.press('Enter');
  await expect(drawer.getByRole('status')).toContainText('In force: 2. With 3, 357 deployments would have another outcome. Nothing was saved.');
  await expect(drawer.getByText('The first 40 of 357 deployments')).toBeVisible();
  expect(shell.called('try_parameter')).toMatchObject([{ name: 'reviewers', value: '3' }]);
  await drawer.getByRole('link').first().click();
  await expect(page).toHaveURL(/deployment\/d0/);
});

test('a version of the policy is exported, and a closed dialog says nothing', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/policy?show=versions');
  await page.getByRole('button', { name: 'Export version 2' }).click();
  await expect(page.getByText('Version 2 was written.')).toBeVisible();
  shell.answers.export_policy = () => false;
  await page.getByRole('button', { name: 'Export version 1' }).click();
  await expect(page.getByText('Version 1 was written.')).toHaveCount(0);
  expect(shell.called('export_policy')).toEqual([{ version: 2 }, { version: 1 }]);
});

test('open findings of a group are acknowledged at once, with one reason', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/findings');
  await page.getByRole('button', { name: 'Acknowledge all open ones' }).click();
  const dialog = page.getByRole('dialog', { name: /^Acknowledge \d+ findings$/ });
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(dialog.getByText('Fill this in.')).toHaveCount(2);
  await expect(dialog.getByText('Write a day as 2026-07-14.')).toBeVisible();
  expect(shell.called('finding_step')).toEqual([]);
  await dialog.getByLabel('Owner').fill('Lena Ortiz');
  await dialog.getByLabel('Due').fill('2026-01-30');
  await dialog.getByLabel('Reason for all of them').fill('Found in the monthly check');
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Recorded as event 431.')).toBeVisible();
  const [call] = shell.called('finding_step') as { form: FindingForm }[];
  expect(call?.form.step).toEqual({ step: 'acknowledge', owner: 'Lena Ortiz', due: '2026-01-30', reason: 'Found in the monthly check' });
  expect(call?.form.with_files).toBe(false);
  expect(call?.form.findings.length).toBeGreaterThan(1);
  expect(new Set(call?.form.findings.map((one) => one.split('/')[0])).size).toBe(1);
});

test('the drawer of a finding tells the work on it and records a step', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/findings?state=acknowledged');
  await page.getByRole('grid').focus();
  expect(shell.called('findings').at(-1)).toMatchObject({ query: { states: ['acknowledged'] } });
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Lena Ortiz owns it, due', { exact: false }).first()).toBeVisible();
  await expect(dialog.getByText('Imported prs.json', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('Asked the team');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Recorded as event 431.')).toBeVisible();
  expect(shell.called('finding_step')).toMatchObject([{ form: { step: { step: 'comment', text: 'Asked the team' }, with_files: false } }]);
});

test('files are attached to a step with a finding, and a copy of one is saved', async ({ page }) => {
  const shell = await Shell.play(page, { finding_step: () => null });
  await page.goto('/#/findings?state=acknowledged');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('See the log');
  await dialog.getByLabel(triage.files).check();
  await dialog.getByRole('button', { name: 'Record', exact: true }).press('Enter');
  await expect.poll(() => shell.called('finding_step').length).toBe(1);
  await expect(dialog.getByRole('textbox', { name: 'Comment' })).toHaveValue('See the log');
  expect(shell.called('finding_step')).toMatchObject([{ form: { with_files: true } }]);
  await dialog.getByRole('button', { name: 'Save a copy of protection.png' }).press('Enter');
  await expect(page.getByText(triage.saved('protection.png'))).toBeVisible();
  expect(shell.called('save_evidence')).toEqual([{ event: 418, sha256: 'a3f1'.repeat(16) }]);
});

test('whoever may not work on findings reads why', async ({ page }) => {
  const why = 'Eve may not triage findings.';
  await Shell.play(page, { finding_work: () => ({ ...details, not_allowed: why }) });
  await page.goto('/#/findings');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(why)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Comment', exact: true })).toBeDisabled();
});

test('notifications are off at first, and stay off where the system has none', async ({ page }) => {
  const refuse = () => {
    throw new ShellError('no_notices', 'The system shows no notifications: no service. They stay off.');
  };
  const shell = await Shell.play(page, { save_settings: refuse });
  await page.goto('/#/settings');
  const group = page.getByRole('group', { name: settings.notices });
  await expect(group.getByRole('radio', { name: 'Off', exact: true })).toBeChecked();
  await group.getByRole('radio', { name: 'On', exact: true }).click();
  await expect(page.getByText('They stay off.', { exact: false })).toBeVisible();
  await expect(group.getByRole('radio', { name: 'Off', exact: true })).toBeChecked();
  shell.answers.save_settings = ({ settings: wanted }) => wanted;
  await group.getByRole('radio', { name: 'On', exact: true }).check();
  await expect(group.getByRole('radio', { name: 'On', exact: true })).toBeChecked();
  expect(shell.called('save_settings').at(-1)).toMatchObject({ settings: { notices: 'on' } });
});
