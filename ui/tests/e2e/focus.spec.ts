// Where the focus is after what had it is gone, and fields that are chosen by keyboard.
import { expect, test } from '@playwright/test';

import { app } from '../fixtures/company';
import { original } from '../fixtures/deployment';
import { Shell, ShellError } from './shell';

test('the demo’s button gives its focus to the progress and takes it back when that is stopped', async ({ page }) => {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  await Shell.play(page, {
    app_view: () => app({ workspace: null }),
    open_demo: async (_, progress) => {
      await progress({ type: 'started', job: 1 });
      await stopped;
      throw new ShellError('cancelled', 'Stopped.');
    },
    cancel: () => {
      stop();
      return true;
    },
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Explore the demo company' }).press('Enter');
  await expect(page.getByRole('group', { name: 'Making the demo company' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Explore the demo company' })).toBeFocused();
});

test('from the first screen into the workspace: its title has the focus', async ({ page }) => {
  await Shell.play(page, { app_view: () => app({ workspace: null }) });
  await page.goto('/');
  await page.getByRole('button', { name: 'Explore the demo company' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeFocused();
});

test('a start with an open workspace shows no first screen, and takes no focus', async ({ page }) => {
  const shell = await Shell.play(page);
  const usual = shell.answers.catalogue;
  shell.answers.catalogue = async (args) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return usual(args);
  };
  await page.goto('/#/overview');
  await expect(page.getByText('Starting')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Explore the demo company' })).toHaveCount(0);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.waitForTimeout(200);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
});

test('the form of a new workspace gives the focus back to its button', async ({ page }) => {
  await Shell.play(page, { app_view: () => app({ workspace: null }) });
  await page.goto('/');
  await page.getByRole('button', { name: 'Start with our exports' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Company' })).toBeFocused();
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Start with our exports' })).toBeFocused();
});

test('discarding and importing files leave the focus on the title', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/imports');
  for (const leave of ['Discard', 'Import 2 files']) {
    await page.getByRole('button', { name: 'Choose files' }).press('Enter');
    await page.getByText('This is an image.').waitFor();
    await page.getByRole('button', { name: leave }).press('Enter');
    await expect(page.getByRole('heading', { name: 'Imports', level: 1 })).toBeFocused();
  }
});

test('the cross of a chip gives its focus to the chip', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployments?outcome=fail');
  await page.getByRole('button', { name: 'Clear: Outcome' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Outcome', exact: true })).toBeFocused();
});

test('a deployment’s title takes the focus when it says which one it is', async ({ page }) => {
  let answer = () => {};
  const waits = new Promise<void>((resolve) => (answer = resolve));
  const shell = await Shell.play(page);
  const usual = shell.answers.deployment;
  shell.answers.deployment = async (args) => {
    await waits;
    return usual(args);
  };
  await page.goto('/#/deployments');
  await page.getByRole('grid', { name: 'Deployments' }).focus();
  await page.keyboard.press('Enter');
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Deployment');
  await page.waitForTimeout(200);
  answer();
  await expect(title).toContainText('v18.4');
  await expect(title).toBeFocused();
  await page.getByRole('link', { name: 'Next' }).press('Enter');
  await expect(page).toHaveURL(/deployment\/d36/);
  await expect(title).toBeFocused();
});

test('the zone’s list opens at the zone that is chosen, and says that it is cut', async ({ page }) => {
  const zones = Array.from({ length: 200 }, (_, n) => `Zone/Nr_${String(n).padStart(3, '0')}`);
  await Shell.play(page, { app_view: () => app({ workspace: null, zones, system_zone: 'Zone/Nr_120' }) });
  await page.goto('/');
  await page.getByRole('button', { name: 'Start with our exports' }).click();
  const field = page.getByRole('combobox', { name: 'Time zone' });
  await field.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toHaveText('Zone/Nr_120');
  await expect(page.getByText('60 of 200 shown.')).toBeVisible();
  await field.press('Enter');
  await expect(field).toHaveValue('Zone/Nr_120');
});

test('a filter with very many options says that it shows only some; single ones are one group', async ({ page }) => {
  const people = Array.from({ length: 260 }, (_, n) => `Person ${n}`);
  const shell = await Shell.play(page);
  const usual = shell.answers.deployment_choices;
  shell.answers.deployment_choices = async (args) => ({ ...(await usual(args)), people });
  await page.goto('/#/deployments');
  await page.getByRole('button', { name: 'Person', exact: true }).click();
  await expect(page.getByText('200 of 260 shown.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Month', exact: true }).click();
  const radios = page.getByRole('radiogroup', { name: 'Month' }).getByRole('radio');
  const names = new Set(await radios.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).name)));
  expect(names.size).toBe(1);
  expect([...names][0]).not.toBe('');
});

test('what was typed last moment does not follow to the next screen', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployments');
  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('partner');
  await page.evaluate(() => (location.hash = '#/packs'));
  await page.waitForTimeout(400);
  await expect(page).toHaveURL(/#\/packs$/);
});

test('single letters are keys only while one wants that', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/settings');
  await page.getByRole('radiogroup', { name: 'Single letters as keys' }).or(page.getByRole('group', { name: 'Single letters as keys' })).getByRole('radio', { name: 'Off' }).check();
  await page.getByRole('heading', { level: 1 }).focus();
  for (const key of ['?', 'g', 'p']) await page.keyboard.press(key);
  await page.waitForTimeout(200);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
});

test('marks are named', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployment/d35');
  await expect(page.getByRole('button', { name: /^Pass\s?, As exported CAT-01/ })).toBeVisible();
  await expect(page.getByText('with a mark')).toHaveCount(0);
});

test('an original marks the value, and signs that reorder a line are written out', async ({ page }) => {
  const record = '{"a": "\u202Elive", "b": 2}';
  await Shell.play(page, { original: () => original({ record, value_start: 6, value_end: 13 }) });
  await page.goto('/#/deployment/d35');
  await page.getByRole('button', { name: /^Show original of/ }).first().click();
  const mark = page.getByTestId('original-record');
  await expect(mark).toHaveText('{"a": "\\u202Elive", "b": 2}');
  await expect(mark.locator('.value')).toHaveText('"\\u202Elive"');
});
