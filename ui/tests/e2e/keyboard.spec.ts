// Everything by keyboard alone.
import { expect, test, type Page } from '@playwright/test';

import { app } from '../fixtures/company';
import { Shell } from './shell';

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 60) ?? '');

test('first run to the demo company with Tab and Enter', async ({ page }) => {
  const shell = await Shell.play(page, { app_view: () => app({ workspace: null }) });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Explore the demo company');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  expect(shell.called('open_demo')).toHaveLength(1);
});

test('g and a letter goes to each screen, and its title has the focus', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  for (const [letter, title] of [['d', 'Deployments'], ['f', 'Findings'], ['c', 'Change records'], ['u', 'People'], ['i', 'Imports'], ['h', 'Home'], ['x', 'Exceptions'], ['r', 'Post-change reviews'], ['a', 'Samples'], ['y', 'Policy'], ['p', 'Packs'], ['e', 'Event log'], ['s', 'Settings'], ['o', 'Overview']] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeFocused();
  }
});

test('the list: arrows, ends, pages, Space previews, Esc returns, Enter opens, back restores the filter', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployments?month=2025-03');
  const grid = page.getByRole('grid', { name: 'Deployments' });
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[aria-selected="true"]')).toHaveAttribute('aria-rowindex', '4');
  await page.keyboard.press('End');
  const count = Number(await grid.getAttribute('aria-rowcount'));
  await expect(page.locator('[aria-selected="true"]')).toHaveAttribute('aria-rowindex', String(count));
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await expect(page.locator('[aria-selected="true"]')).toHaveAttribute('aria-rowindex', '2');
  const active = await grid.getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${active}"]`)).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(grid).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('partner-web');
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Month: March 2025' })).toBeVisible();
});

test('a head sorts, and says so', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/deployments');
  const head = page.getByRole('columnheader', { name: /Service/ });
  await expect(head).toHaveAttribute('aria-sort', 'none');
  await head.getByRole('button').press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await head.getByRole('button').press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  expect(shell.called('deployments').at(-1)).toMatchObject({ query: { order: 'service', descending: true } });
});

test('/ goes to the filter, ? lists the keys, both outside of text only', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployments');
  await page.getByRole('grid').focus();
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search deployments' });
  await expect(search).toBeFocused();
  await page.keyboard.type('a/b?g');
  await expect(search).toHaveValue('a/b?g');
  await page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a chip is filled and emptied by keyboard', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/deployments');
  const chip = page.getByRole('button', { name: 'Outcome', exact: true });
  await chip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Outcome' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Fail' })).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Outcome: Fail, Insufficient evidence' })).toBeFocused();
  expect(shell.called('deployments').at(-1)).toMatchObject({ query: { outcomes: ['fail', 'insufficient_evidence'] } });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Outcome', exact: true })).toBeVisible();
});

test('the palette finds a deployment and runs an action', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('v18.39');
  await expect(page.getByRole('option').filter({ hasText: 'v18.39' }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/deployment\//);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a deployment: an outcome opens, its original opens over it, the focus returns each time', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployment/d35');
  const line = page.getByRole('button', { name: /^Pass APP-01/ });
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const origin = await focused(page);
  expect(origin).toContain('deploy-log.csv');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Original record' })).toBeVisible();
  await expect(page.getByTestId('original-record')).toContainText('partner-web');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await focused(page)).toBe(origin);
});

test('findings: groups by arrows, a finding by Enter, its original over its drawer', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/findings');
  const chosen = page.getByRole('radiogroup', { name: 'Groups' }).getByRole('radio', { checked: true });
  await chosen.focus();
  const first = await chosen.innerText();
  await page.keyboard.press('ArrowDown');
  expect(await chosen.innerText()).not.toBe(first);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByRole('button', { name: /^Show original of/ }).first().press('Enter');
  await expect(page.getByRole('dialog', { name: 'Original record' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Original record' })).toBeHidden();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toBeFocused();
});

test('a suggested link is confirmed with keys alone, and the focus returns', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/deployment/d35');
  const confirm = page.getByRole('button', { name: 'Confirm the link to change record CHG-1051' });
  await confirm.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirm a link' });
  await dialog.getByRole('textbox', { name: 'Reason' }).focus();
  await page.keyboard.type('The ticket describes it');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Confirm' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('It counts once a second person agrees.')).toBeVisible();
  expect(shell.called('link_step')).toEqual([
    { step: { step: 'decide', deployment: 'd35', kind: 'change_record', target: 'CHG-1051', verdict: 'confirmed', reason: 'The ticket describes it', with_files: true } },
  ]);
  expect(shell.called('deployment_links').length).toBeGreaterThan(1);
});

test('a link that is only shown has nothing to decide', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployment/d35');
  await expect(page.getByText('Only shown: no control rests on it')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /the link to (pull request|incident)/ })).toHaveCount(0);
});

test('a change record is linked to a deployment by its id', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/changes?kind=change_record');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Link it to a deployment' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a link' });
  await dialog.getByRole('textbox', { name: 'Deployment' }).fill('github:912513');
  await dialog.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await expect(dialog.getByText('Write it in a few words.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The key was forgotten');
  await dialog.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await expect(dialog).toBeHidden();
  expect(shell.called('link_step')).toMatchObject([{ step: { step: 'decide', deployment: 'github:912513', kind: 'change_record', verdict: 'added', reason: 'The key was forgotten' } }]);
});

test('a suggestion is refused with keys alone, and whoever may not is told why', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/people?show=suggestions');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Refuse', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Refuse dana@home.example' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('A namesake');
  await dialog.getByRole('button', { name: 'Refuse' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(shell.called('account_step')).toEqual([
    { step: { step: 'decide', system: 'email', account: 'dana@home.example', person: 'dana@clicki.example', verdict: 'refused', reason: 'A namesake', with_files: false } },
  ]);
});

test('a role is added with its days, and a decision is agreed with and taken back', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/people');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add a role' }).press('Enter');
  await page.getByRole('textbox', { name: 'Role', exact: true }).fill('deployer');
  await page.getByRole('textbox', { name: 'First day' }).fill('2025-03-01');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Forgotten');
  await page.getByRole('button', { name: 'Add the role' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto('/#/people?show=decisions');
  await page.getByRole('button', { name: 'Agree with the decision of event 411' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Agree' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Take back the decision of event 405' }).press('Enter');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Another Leo');
  await page.getByRole('button', { name: 'Take it back' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(shell.called('account_step')).toMatchObject([
    { step: { step: 'role', role: 'deployer', from: '2025-03-01', to: null, reason: 'Forgotten', with_files: false } },
    { step: { step: 'second', event: 411, with_files: false } },
    { step: { step: 'withdraw', event: 405, reason: 'Another Leo', with_files: false } },
  ]);
});

test('an emergency is reviewed with keys alone, and the remark is told', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/reviews');
  const record = page.getByRole('button', { name: 'Record a review of CHG-4711' });
  await record.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('textbox', { name: 'Outcome', exact: true }).focus();
  await page.keyboard.type('Fix confirmed');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Queue overflow');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Pull request 42');
  await page.getByRole('button', { name: 'Record the review' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('EMG-04 calls it late')).toBeVisible();
  expect(shell.called('record_review')).toEqual([
    { form: { change: 'CHG-4711', held_on: null, outcome: 'Fix confirmed', cause: 'Queue overflow', code_read: 'Pull request 42', code_read_by: null, follow_up: [], attendees: [], with_files: false } },
  ]);
});

test('whoever had a part in an emergency cannot open its form, and is told why', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/reviews');
  await expect(page.getByRole('button', { name: 'Record a review of CHG-4802' })).toBeDisabled();
  await expect(page.getByText('You are a contributor to it, so somebody else reviews it.')).toBeVisible();
});

test('a clause is decided with keys alone', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/policy?show=review');
  await page.getByRole('button', { name: 'Decide on clause ENF' }).press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('radio', { name: 'Keep' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Say what follows');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(shell.called('policy_review_step')).toEqual([{ step: { step: 'decide', clause: 'ENF', decision: 'change', reason: 'Say what follows' } }]);
  await expect(page.getByRole('button', { name: 'Draft from a file' })).toBeVisible();
});
