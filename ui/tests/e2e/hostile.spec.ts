// Names of 300 characters, right to left, markup, and very many or no deployments break no screen.
import { expect, test } from '@playwright/test';

import { app } from '../fixtures/company';
import { hostile } from '../fixtures/hostile';
import * as members from '../fixtures/members';
import { accessible, fits, quiet, watch } from './checks';
import { Shell, usual, type Answers } from './shell';

function hostileAnswers(door?: string): Partial<Answers> {
  const steps = { sign_in: members.door(), locked: members.locked({ working: true }), choose_passphrase: members.choose() };
  const sign_in = steps[door as keyof typeof steps] ?? null;
  const workspace = sign_in ? null : members.signedIn('noor');
  const answers = { ...usual(400), app_view: () => app({ workspace, sign_in }) } as unknown as Record<string, (...args: unknown[]) => unknown>;
  return Object.fromEntries(Object.entries(answers).map(([command, answer]) => [command, async (...args: unknown[]) => hostile(await answer(...args))])) as Partial<Answers>;
}

const screens: [string, string][] = [
  ['home', '/#/home'],
  ['overview', '/#/overview'],
  ['deployments', '/#/deployments'],
  ['deployment', '/#/deployment/d35'],
  ['findings', '/#/findings'],
  ['findings-person', '/#/findings?by=person'],
  ['changes', '/#/changes'],
  ['people', '/#/people'],
  ['people-unresolved', '/#/people?show=unresolved'],
  ['people-suggestions', '/#/people?show=suggestions'],
  ['people-decisions', '/#/people?show=decisions'],
  ['policy', '/#/policy'],
  ['policy-parameters', '/#/policy?show=parameters'],
  ['policy-interpretations', '/#/policy?show=interpretations'],
  ['policy-versions', '/#/policy?show=versions'],
  ['policy-review', '/#/policy?show=review'],
  ['exceptions', '/#/exceptions'],
  ['reviews', '/#/reviews'],
  ['imports', '/#/imports'],
  ['imports-guides', '/#/imports?do=guides'],
  ['samples', '/#/samples'],
  ['samples-paper', '/#/samples?sample=1'],
  ['packs', '/#/packs'],
  ['events', '/#/events'],
  ['settings', '/#/settings'],
  ['sign-in', '/?door=sign_in'],
  ['locked', '/?door=locked'],
  ['choose-passphrase', '/?door=choose_passphrase'],
];

for (const theme of ['light', 'dark'] as const) {
  for (const [name, at] of screens) {
    test(`hostile ${name}, ${theme}`, async ({ page }) => {
      const errors = watch(page);
      await page.emulateMedia({ colorScheme: theme });
      const shell = await Shell.play(page, hostileAnswers(/door=(\w+)/.exec(at)?.[1]));
      await page.goto(at);
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(300);
      for (const [width, height] of [[900, 600], [1920, 1080], [1280, 800]] as const) {
        await page.setViewportSize({ width, height });
        await fits(page);
      }
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hostile-${name}-${theme}.png` });
      await accessible(page);
      await quiet(page, shell);
      expect(errors).toEqual([]);
    });
  }
}

test('a hostile drawer holds its text', async ({ page }) => {
  const shell = await Shell.play(page, hostileAnswers());
  await page.goto('/#/deployment/d35');
  await page.getByRole('button', { name: /^Show original of/ }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.waitForTimeout(250);
  await fits(page);
  await quiet(page, shell);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hostile-original.png` });
});

test('a hostile review holds its text', async ({ page }) => {
  const shell = await Shell.play(page, hostileAnswers());
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('checkbox').first().waitFor();
  await fits(page);
  await quiet(page, shell);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hostile-review.png` });
});

test('hostile names of people hold in their drawers', async ({ page }) => {
  const shell = await Shell.play(page, hostileAnswers());
  await page.goto('/#/settings');
  for (const button of ['Add a person', /^Change /]) {
    await page.getByRole('button', { name: button }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.waitForTimeout(250);
    await fits(page);
    await accessible(page);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hostile-member-${String(button).length}.png` });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await quiet(page, shell);
});

test('hostile accounts and links hold in the forms that decide about them', async ({ page }) => {
  const shell = await Shell.play(page, hostileAnswers());
  for (const [at, button] of [['/#/deployment/d35', /^Confirm the link to/], ['/#/deployment/d35', /^Agree with the decision/], ['/#/people?show=decisions', /^Take back the decision/]] as const) {
    await page.goto(at);
    await page.getByRole('button', { name: button }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.waitForTimeout(250);
    await fits(page);
    await accessible(page);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hostile-decision-${String(button).length}.png` });
    await page.keyboard.press('Escape');
  }
  await quiet(page, shell);
});

test('20,000 deployments draw only what is in sight', async ({ page }) => {
  await Shell.play(page, {}, 20_000);
  await page.goto('/#/deployments');
  const grid = page.getByRole('grid', { name: 'Deployments' });
  await expect(grid).toHaveAttribute('aria-rowcount', '20001');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[role="row"][aria-rowindex="20001"]')).toBeVisible();
  await expect(page.locator('[role="row"][aria-rowindex="20001"] [role="gridcell"]').first()).toContainText('Jan');
  expect(await page.getByRole('row').count()).toBeLessThan(60);
});
