// What people decide in the app: attestations and the steps of the review of the policy.
import { expect, test } from '@playwright/test';

import * as decisions from '../fixtures/decisions';
import { Shell, ShellError } from './shell';

test('a control that asks has its question beside the outcome, and takes an attestation by keys', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/deployment/d35');
  await page.locator('button[aria-expanded]', { hasText: 'TST-01' }).press('Enter');
  const ask = page.getByRole('button', { name: 'Attest for TST-01' });
  await ask.scrollIntoViewIfNeeded();
  await ask.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Was testing outside production not feasible for this change?')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'About' }).selectOption('clicki/partner-web#212');
  await dialog.getByRole('radio', { name: 'No', exact: true }).focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Attest' }).press('Enter');
  await expect(dialog.getByText('Write it in a few words.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('It could have run in staging');
  await dialog.getByRole('button', { name: 'Attest' }).press('Enter');
  await expect(dialog).toBeHidden();
  expect(shell.called('attest')).toEqual([{ form: { control: 'TST-01', subject: 'clicki/partner-web#212', answer: 'no', reason: 'It could have run in staging', with_files: false } }]);
  await expect(page.getByText('Whether it counts cannot be told yet')).toBeVisible();
});

test('a refusal is told in the form, and nothing is lost', async ({ page }) => {
  await Shell.play(page, { record_review: () => { throw new ShellError('reviewer_had_part', 'Noor Abbasi is its implementer.'); } });
  await page.goto('/#/reviews');
  await page.getByRole('button', { name: 'Record a review of CHG-4711' }).click();
  await page.getByRole('textbox', { name: 'Outcome', exact: true }).fill('Fix confirmed');
  await page.getByRole('textbox', { name: 'Cause', exact: true }).fill('Queue overflow');
  await page.getByRole('button', { name: 'Record the review' }).click();
  await expect(page.getByText('Noor Abbasi is its implementer.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Outcome', exact: true })).toHaveValue('Fix confirmed');
});

test('the register is kept here after a reason', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/reviews');
  await page.getByRole('button', { name: 'Keep it here from today on' }).click();
  await page.getByRole('button', { name: 'Keep it here', exact: true }).click();
  expect(shell.called('keep_here')).toEqual([]);
  await page.getByRole('textbox', { name: 'Reason' }).fill('We record them here');
  await page.getByRole('button', { name: 'Keep it here', exact: true }).click();
  await expect(page.getByText('The register of post-change reviews is kept here from')).toBeVisible();
  expect(shell.called('keep_here')).toEqual([{ register: 'post_change_reviews', reason: 'We record them here' }]);
});

test('each step of the review of the policy says what it waits for, and sends what was written', async ({ page }) => {
  let review = decisions.stages.draft;
  const shell = await Shell.play(page, {
    annual_review: () => decisions.annual(review),
    policy_review_step: ({ step }) => {
      if (step.step === 'draft') review = decisions.stages.approval;
      else if (step.step === 'approve') review = decisions.stages.publication;
      else if (step.step === 'publish') review = decisions.stages.acknowledgement;
      else if (step.step === 'close') review = decisions.stages.closed;
      return decisions.annual(review);
    },
  });
  await page.goto('/#/policy?show=review');
  await page.getByRole('button', { name: 'No change' }).click();
  await expect(page.getByText('Write it in a few words.')).toHaveCount(1);
  await expect(page.getByLabel('Reason').first()).toBeFocused();
  expect(shell.called('policy_review_step')).toEqual([]);
  await page.getByLabel('Reason').first().fill('As decided');
  await page.getByRole('button', { name: 'Draft from a file' }).click();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
  await page.getByLabel('Reason').first().fill('The board agrees');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByLabel('First day in force').fill('soon');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Write a date such as')).toBeVisible();
  await page.getByLabel('First day in force').fill('2026-02-01');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByLabel('Actions').fill('Train the team\n\n');
  await page.getByRole('button', { name: 'Close the review' }).click();
  await expect(page.getByRole('button', { name: 'Open the next review' })).toBeVisible();
  expect(shell.called('policy_review_step').map((args) => (args as { step: unknown }).step)).toEqual([
    { step: 'draft', no_change: false, reason: 'As decided' },
    { step: 'approve', reason: 'The board agrees' },
    { step: 'publish', from: '2026-02-01' },
    { step: 'acknowledge' },
    { step: 'close', actions: ['Train the team'] },
  ]);
});

test('who may not decide reads the page, and is told why', async ({ page }) => {
  await Shell.play(page, { annual_review: () => decisions.annualForbidden(decisions.stages.approval) });
  await page.goto('/#/policy?show=review');
  await expect(page.getByRole('button', { name: 'Approve' })).toBeDisabled();
  await expect(page.getByText('Nobody signs in to this workspace yet').first()).toBeVisible();
  await expect(page.getByRole('table', { name: 'Clause by clause' })).toBeVisible();
});
