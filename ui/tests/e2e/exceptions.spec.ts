// Exceptions: requested, approved and ended in the app, with keys alone too.
import { expect, test } from '@playwright/test';

import * as exceptions from '../fixtures/exceptions';
import { Shell, ShellError } from './shell';

test('an exception is requested with keys alone, beside the words of its rule', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/exceptions');
  await page.getByRole('button', { name: 'Request an exception' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await expect(page.getByRole('region', { name: 'What the rule says' })).toContainText('at least one other qualified person');
  await page.getByRole('combobox', { name: 'Clause' }).focus();
  await page.keyboard.type('2-REV');
  await page.getByRole('textbox', { name: 'Exact deviation' }).focus();
  await page.keyboard.type('Reviewed a day later');
  await page.keyboard.press('Tab');
  await page.keyboard.type('One engineer');
  await page.getByRole('textbox', { name: 'Service' }).focus();
  await page.keyboard.type('partner-web');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2026-02-01');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2026-02-10T10:00:00Z');
  await page.getByRole('button', { name: 'Save the draft' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(shell.called('write_exception')).toMatchObject([
    { form: { exception: null, control: 'REV-01', clause: '2-REV', deviation: 'Reviewed a day later', justification: 'One engineer', scope: 'service', scope_of: 'partner-web', from: '2026-02-01', to: '2026-02-10T10:00:00Z', risk: 'critical', with_files: false } },
  ]);
});

test('a day that is none is told beside its field, and nothing is sent', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/exceptions');
  await page.getByRole('button', { name: 'Request an exception' }).click();
  await page.getByLabel('To', { exact: true }).fill('next week');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByText('Write a date such as')).toBeVisible();
  expect(shell.called('write_exception')).toEqual([]);
});

test('an approver approves the version that was read', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/exceptions');
  const inbox = page.getByRole('region', { name: 'Waits for you' });
  await inbox.getByRole('button', { name: 'Open EX-3' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Approve', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Note' }).fill('Until March');
  await page.getByRole('button', { name: 'Approve EX-3' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(shell.called('exception_step')).toEqual([{ exception: 'EX-3', step: { step: 'approve', version: 1, as_policy_owner: false, note: 'Until March' } }]);
});

test('a reason is asked for before anything is sent back, and a refusal is told with nothing lost', async ({ page }) => {
  const shell = await Shell.play(page, { exception_step: () => { throw new ShellError('exception_state', 'Version 1 of EX-3 is approved.'); } });
  await page.goto('/#/exceptions');
  await page.getByRole('button', { name: 'Open EX-3', exact: true }).click();
  await page.getByRole('button', { name: 'Send back', exact: true }).click();
  await page.getByRole('button', { name: 'Send back EX-3' }).click();
  await expect(page.getByText('Write it in a few words.')).toBeVisible();
  expect(shell.called('exception_step')).toEqual([]);
  await page.getByRole('textbox', { name: 'Reason' }).fill('Name the services');
  await page.getByRole('button', { name: 'Send back EX-3' }).click();
  await expect(page.getByText('Version 1 of EX-3 is approved.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Reason' })).toHaveValue('Name the services');
});

test('who asked for it sees why somebody else has to decide', async ({ page }) => {
  await Shell.play(page, { exceptions: () => ({ ...exceptions.view, register: { ...exceptions.view.register, exceptions: [exceptions.own] } }) });
  await page.goto('/#/exceptions');
  await expect(page.getByText('Nothing waits for your approval.')).toBeVisible();
  await page.getByRole('button', { name: 'Open EX-3, version 1' }).click();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeDisabled();
  await expect(page.getByText('Another approver has to.')).toBeVisible();
});

test('the register is narrowed by its states', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/exceptions');
  const rows = page.getByRole('table', { name: 'Register of exceptions' }).getByRole('rowheader');
  await expect(rows).toHaveCount(7);
  await page.getByRole('radio', { name: 'Over' }).check();
  await expect(rows).toHaveCount(4);
  await page.getByRole('radio', { name: 'Approved' }).check();
  await expect(rows).toHaveText(['EX-1version 2']);
});

test('who may not ask reads the register, and is told why', async ({ page }) => {
  await Shell.play(page, { exceptions: () => exceptions.forbidden });
  await page.goto('/#/exceptions');
  await expect(page.getByRole('button', { name: 'Request an exception' })).toBeDisabled();
  await expect(page.getByText('Nobody signs in to this workspace yet').first()).toBeVisible();
});
