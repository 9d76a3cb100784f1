// The way back: the same list, the same row, the same place; and figures that lead where they say.
import { expect, test } from '@playwright/test';

import { app, workspace } from '../fixtures/company';
import { log } from '../fixtures/proof';
import { Shell, ShellError } from './shell';

test('back finds the row and the place in a long list again', async ({ page }) => {
  await Shell.play(page, {}, 5000);
  await page.goto('/#/deployments?ascending=yes');
  const grid = page.getByRole('grid', { name: 'Deployments' });
  await expect(grid).toHaveAttribute('aria-rowcount', '5001');
  await grid.focus();
  for (let n = 0; n < 20; n += 1) await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowDown');
  const selected = page.locator('[aria-selected="true"]');
  const row = await selected.getAttribute('aria-rowindex');
  expect(Number(row)).toBeGreaterThan(150);
  await expect(selected.getByRole('gridcell').first()).toContainText('Jan');
  const top = await grid.evaluate((element) => element.scrollTop);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('partner-web');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(selected).toHaveAttribute('aria-rowindex', row ?? '');
  await expect(selected).toBeInViewport();
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(top);
  await expect(selected.getByRole('gridcell').first()).toContainText('Jan');
});

test('Alt and the left arrow go back, and the crumb keeps the filters', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await expect(page.getByRole('button', { name: 'Back', exact: true })).toBeDisabled();
  await page.getByRole('link', { name: 'REV-01 Fail: 22' }).click();
  await page.getByRole('grid', { name: 'Deployments' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByRole('navigation', { name: 'Deployments' }).getByRole('link', { name: 'Deployments' }).click();
  await expect(page).toHaveURL(/outcome=fail&control=REV-01/);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page).toHaveURL(/#\/deployment\//);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page).toHaveURL(/outcome=fail&control=REV-01/);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeFocused();
});

test('the group of findings is found again', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/findings');
  const second = page.getByRole('radiogroup', { name: 'Groups' }).getByRole('radio').nth(2);
  await second.click();
  const name = await second.innerText();
  await page.getByRole('grid').getByRole('row').nth(1).click();
  await page.getByRole('link', { name: 'Open the deployment' }).click();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('radiogroup', { name: 'Groups' }).getByRole('radio').nth(2)).toBeChecked();
  expect(await page.getByRole('radiogroup', { name: 'Groups' }).getByRole('radio', { checked: true }).innerText()).toBe(name);
});

test('about a control opens beside the deployment, which stays', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployment/d35');
  await page.getByRole('button', { name: 'About REV-01' }).click();
  await expect(page.getByRole('dialog', { name: 'Independent review' })).toBeVisible();
  await expect(page).toHaveURL(/#\/deployment\/d35/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'About REV-01' })).toBeFocused();
});

test('the badge and the screen of findings count the same thing', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/findings');
  await expect(page.getByRole('link', { name: /^Findings.*39.deployments with a failed control/ })).toBeVisible();
  await expect(page.getByRole('main').getByText(/on 39.deployments/)).toBeVisible();
});

test('the figures of the overview are copied as CSV', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('button', { name: 'Copy figures as CSV' }).click();
  await expect(page.getByText('The figures of the overview were copied')).toBeVisible();
  expect((shell.called('copy_text')[0] as { text: string }).text).toContain('Critical controls,,Failed at least one,39');
});

test('months have their lists also where the year still runs', async ({ page }) => {
  const shell = await Shell.play(page);
  const usual = shell.answers.overview;
  shell.answers.overview = async (args) => {
    const view = await usual(args);
    return { ...view, by_month: { ...view.by_month, rows: view.by_month.rows.slice(0, 5) } };
  };
  await page.goto('/#/overview');
  await page.getByRole('button', { name: 'Fail and worst case by month: Table' }).click();
  await page.getByRole('link', { name: '2025-04' }).click();
  await expect(page).toHaveURL(/#\/deployments\?month=2025-04/);
});

test('a filter is saved under a name, chosen again, and forgotten', async ({ page }) => {
  await Shell.play(page);
  await page.goto('/#/deployments?outcome=fail&month=2025-03');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of this filter' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Name of this filter' }).fill('March fails');
  await page.keyboard.press('Enter');
  await page.goto('/#/deployments');
  await page.reload();
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'March fails', exact: true }).click();
  await expect(page).toHaveURL(/outcome=fail&month=2025-03/);
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Forget the view March fails' }).click();
  await expect(page.getByText('No view is saved.')).toBeVisible();
});

test('after an event elsewhere the log grows, and one stays where one was', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/events');
  const grid = page.getByRole('grid', { name: 'Events' });
  await expect(grid).toHaveAttribute('aria-rowcount', '261');
  await grid.focus();
  await page.keyboard.press('End');
  await page.locator('[role="row"][aria-rowindex="261"]').getByText('Workspace made').waitFor();
  shell.answers.events = ({ from, limit }) => ({ total: 300, matched: 300, actions: [], people: [], rows: Array.from({ length: 300 }, (_, n) => log[n % log.length]!).slice(from, from + limit) });
  await shell.emit('workspace-changed', workspace({ head: 300 }));
  await expect(grid).toHaveAttribute('aria-rowcount', '301');
  await expect(page.locator('[aria-selected="true"]')).toHaveAttribute('aria-rowindex', '261');
  await expect(page.locator('[aria-selected="true"]')).toBeInViewport();
});

test('a stretch of a list that cannot be fetched is told and fetched again', async ({ page }) => {
  let broken = true;
  const shell = await Shell.play(page, {}, 2000);
  const usual = shell.answers.deployments;
  shell.answers.deployments = (args) => {
    if (broken && args.from > 0) throw new ShellError('workspace_failed', 'The disk gave no answer.');
    return usual(args);
  };
  await page.goto('/#/deployments');
  await page.getByRole('grid', { name: 'Deployments' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('alert')).toContainText('The disk gave no answer.');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('[role="row"][aria-rowindex="2001"]').getByRole('gridcell').first()).toContainText('Jan');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a period without deployments is not a workspace without any, nor a clean one', async ({ page }) => {
  const quiet = workspace({ period: { from: '2023-01-01', to: '2023-12-31' }, evaluation: { as_of: '2026-01-02T09:00:00Z', deployments: 0, failing: 0, results_hash: 'x' } });
  await Shell.play(page, {
    app_view: () => app({ workspace: quiet }),
    deployments: () => ({ total: 0, matched: 0, rows: [] }),
    findings: () => ({ fail: 0, insufficient_evidence: 0, groups: [] }),
  });
  await page.goto('/#/deployments');
  await expect(page.getByText('No production deployments in this period')).toBeVisible();
  await expect(page.getByText('No deployments yet')).toHaveCount(0);
  await page.goto('/#/findings');
  await expect(page.getByText('No production deployments in this period')).toBeVisible();
  await expect(page.getByText('Nothing failed')).toHaveCount(0);
});
