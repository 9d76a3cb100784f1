// Opening, closing and changing workspaces, and work that fails or is stopped.
import { expect, test } from '@playwright/test';

import { app, workspace } from '../fixtures/company';
import { verified } from '../fixtures/proof';
import { never, Shell, ShellError } from './shell';

test('opening a workspace of the list tells how far it is and can be stopped', async ({ page }) => {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  await Shell.play(page, {
    app_view: () => app({ workspace: null }),
    open_recent: async (_, progress) => {
      await progress({ type: 'started', job: 11 });
      await progress({ type: 'step', name: 'Judging', done: 3, total: 9, unit: 'steps' });
      await stopped;
      throw new ShellError('cancelled', 'Stopped.');
    },
    cancel: () => {
      stop();
      return true;
    },
  });
  await page.goto('/');
  await page.getByRole('button', { name: /clicki-2025/ }).first().click();
  await expect(page.getByText('3 of 9')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Stopped. No workspace was opened.')).toBeVisible();
});

test('an opening that fails is told in full, can be copied and dismissed, and the open one stays', async ({ page }) => {
  const shell = await Shell.play(page, {
    choose_workspace: () => {
      throw new ShellError('not_a_workspace', 'notes.txt is not a workspace.');
    },
  });
  await page.goto('/#/deployments?outcome=fail');
  await page.getByRole('heading', { name: 'Deployments', level: 1 }).waitFor();
  await shell.emit('menu', { item: 'open' });
  await expect(page.getByRole('alert')).toContainText('notes.txt is not a workspace.');
  await expect(page.getByRole('button', { name: 'Copy details' })).toBeVisible();
  await expect(page).toHaveURL(/outcome=fail/);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a new workspace is asked for while the old one stays open', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await shell.emit('menu', { item: 'new' });
  await expect(page.getByRole('dialog', { name: 'New workspace' })).toBeVisible();
  await page.getByRole('button', { name: 'Choose where to save' }).click();
  await expect(page.getByRole('textbox', { name: 'Company' })).toBeFocused();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  expect(shell.called('close_workspace')).toHaveLength(0);
  await shell.emit('menu', { item: 'new' });
  await page.getByRole('textbox', { name: 'Company' }).fill('Second company');
  await page.getByRole('button', { name: 'Choose where to save' }).click();
  await expect(page.getByRole('heading', { name: 'Imports', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Workspace/ })).toContainText('Second company');
  expect(shell.called('close_workspace')).toHaveLength(0);
});

test('try again after a failed change of period judges that period, and another workspace takes the word away', async ({ page }) => {
  const shell = await Shell.play(page, {
    set_period: () => {
      throw new ShellError('workspace_busy', 'The workspace is open elsewhere.');
    },
  });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Quarter 1 of 2025' }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => shell.called('set_period').length).toBe(2);
  expect(shell.called('set_period')[1]).toEqual({ period: { from: '2025-01-01', to: '2025-03-31' } });
  expect(shell.called('refresh')).toHaveLength(0);
  await expect(page.getByRole('alert')).toContainText('The workspace is open elsewhere.');
  await shell.emit('workspace-changed', workspace({ opening: 2 }));
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the first screen: menu items do something, and dropped files are answered', async ({ page }) => {
  const shell = await Shell.play(page, { app_view: () => app({ workspace: null }) });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await shell.emit('menu', { item: 'keys' });
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  for (const item of ['settings', 'about']) {
    await shell.emit('menu', { item });
    await expect(page.getByRole('dialog', { name: 'Settings' })).toContainText('0.2.0');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await shell.emit('files-dropped', { batch: 1, files: [], left_out: 0, unreadable: [] });
  await expect(page.getByText('Make or open a workspace first')).toBeVisible();
});

test('the palette verifies also while its screen is shown already', async ({ page }) => {
  const shell = await Shell.play(page);
  for (const [at, words, command] of [['/#/events', 'verify the event', 'verify_workspace'], ['/#/packs', 'verify a pack', 'verify_chosen_pack']] as const) {
    await page.goto(at);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expect.poll(() => shell.called(command).length).toBe(1);
  }
});

test('verifying a pack opens its drawer at once, with its progress, and closing it stops the work', async ({ page }) => {
  const shell = await Shell.play(page, {
    verify_pack: async (_, progress) => {
      await progress({ type: 'started', job: 21 });
      await progress({ type: 'step', name: 'Reading the pack', done: 1, total: 4, unit: 'steps' });
      return never();
    },
  });
  await page.goto('/#/packs');
  await page.getByRole('button', { name: 'Verify CP-2025-004' }).click();
  await expect(page.getByRole('dialog').getByText('1 of 4')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => shell.called('cancel')).toEqual([{ job: 21 }]);
  shell.answers.verify_pack = () => verified;
  await page.getByRole('button', { name: 'Verify CP-2025-004' }).click();
  await expect(page.getByRole('dialog').getByText('Everything holds')).toBeVisible();
});

test('days that somebody wrote into the form of a pack stay there', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/packs');
  await page.getByLabel('First day').fill('2025-02-01');
  await shell.emit('workspace-changed', workspace({ head: 40, outdated: true }));
  await shell.emit('workspace-changed', workspace({ head: 41, period: { from: '2025-04-01', to: '2025-06-30' } }));
  await expect(page.getByLabel('First day')).toHaveValue('2025-02-01');
});

test('a pack that was stopped does not say that nothing changed', async ({ page }) => {
  await Shell.play(page, {
    make_pack: () => {
      throw new ShellError('cancelled', 'Stopped.');
    },
  });
  await page.goto('/#/packs');
  await page.getByLabel('Prepared by').fill('Noor Abbasi');
  await page.getByRole('button', { name: 'Make pack' }).click();
  await expect(page.getByText('Stopped. No pack was made.')).toBeVisible();
});

test('packs ask for results where files are imported but not judged', async ({ page }) => {
  await Shell.play(page, { app_view: () => app({ workspace: workspace({ evaluation: null }) }) });
  await page.goto('/#/packs');
  await expect(page.getByText('The results of this period are not worked out yet.')).toBeVisible();
  await expect(page.getByText('Import deployments first.')).toHaveCount(0);
});

test('messages for the command line are said in the page’s own words', async ({ page }) => {
  await Shell.play(page, {
    overview: () => {
      throw new ShellError('not_evaluated', "Nothing was evaluated in this workspace yet. Run 'changeproof evaluate x --from DATE --to DATE' first.");
    },
  });
  await page.goto('/#/overview');
  await expect(page.getByRole('alert')).toContainText('The results of this workspace are not worked out yet.');
  await expect(page.getByRole('alert')).not.toContainText('changeproof evaluate');
});

test('a copy that fails is told, whoever refuses it', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('refused')) } });
    document.execCommand = () => false;
  });
  const shell = await Shell.play(page, {
    copy_text: () => {
      throw new ShellError('clipboard_refused', 'The clipboard refused.');
    },
  });
  await page.goto('/#/deployments');
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(page.getByText('The clipboard did not take the text.')).toBeVisible();
  shell.answers.copy_deployments = () => {
    throw new ShellError('workspace_failed', 'The disk gave no answer.');
  };
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(page.getByText('Nothing was copied: The disk gave no answer.')).toBeVisible();
});
