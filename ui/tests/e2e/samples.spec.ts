// Samples, Home and the log: what they ask of the shell.
import { expect, test } from '@playwright/test';

import { samples } from '../../src/messages/samples';
import { Shell } from './shell';

test('a sample is drawn by keyboard alone, and its paper opens', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/samples');
  await page.getByLabel('Seed').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.getByLabel(samples.reason).focus();
  await page.keyboard.type('The auditor asked');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Working paper of sample 3' })).toBeVisible();
  expect(shell.called('draw_sample')).toEqual([{ new: { period: { from: '2025-01-01', to: '2025-12-31' }, seed: '2025-01-01..2025-12-31|pop=2f1c|v3', size: 12, strata: ['category'], reason: 'The auditor asked' } }]);
});

test('a population that was drawn from is drawn from again only with a reason', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/samples');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await expect(page.getByText(samples.reasonMissing)).toBeVisible();
  await expect(page.getByLabel(samples.reason)).toBeFocused();
  expect(shell.called('draw_sample')).toEqual([]);
});

test('a tick names item and control, and a deviation takes a note', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/samples?sample=1');
  await page.getByRole('button', { name: 'Compare 912500' }).press('Enter');
  const dialog = page.getByRole('dialog');
  const agreed = dialog.getByRole('button', { name: /^Agreed: / });
  await expect(agreed.nth(1)).toBeDisabled();
  await agreed.first().press('Enter');
  await expect.poll(() => shell.called('tick_sample').length).toBe(1);
  await dialog.getByRole('button', { name: /^Deviation: / }).nth(1).press('Enter');
  await dialog.getByLabel('What was seen').fill('No approval in the tool');
  await page.keyboard.press('Enter');
  await expect.poll(() => shell.called('tick_sample').length).toBe(2);
  const [first, second] = shell.called('tick_sample') as { tick: { item: string; control: string; tick: string; note: string | null } }[];
  expect(first?.tick).toMatchObject({ sample: 1, item: 'github:912500', tick: 'agreed', note: null });
  expect(second?.tick).toMatchObject({ item: 'github:912500', tick: 'deviation', note: 'No approval in the tool' });
  expect(second?.tick.control).not.toBe(first?.tick.control);
});

test('what waits leads to where it is done', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/home');
  await page.getByRole('link', { name: 'Compare sample 2' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Working paper of sample 2' })).toBeVisible();
});

test('the log is filtered by person, exported, and gets a checkpoint', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/events?person=-');
  await expect.poll(() => shell.called('events').at(-1)).toMatchObject({ query: { people: [''] } });
  await expect(page.getByRole('button', { name: 'Person: without sign-in' })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).press('Enter');
  await expect(page.getByText('260 events exported.')).toBeAttached();
  await page.getByRole('button', { name: 'Checkpoint' }).press('Enter');
  await expect(page.getByText('Checkpoint written at event 261.')).toBeAttached();
});

test('a dossier is written of the deployment that is shown', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/deployment/d35');
  await page.getByRole('button', { name: 'Dossier' }).press('Enter');
  await expect(page.getByText('Dossier saved as dossier.pdf.')).toBeAttached();
  expect(shell.called('make_dossier')).toEqual([{ key: 'd35' }]);
});
