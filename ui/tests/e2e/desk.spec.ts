// Files on the desk: whose they are, what is said about them, and that none vanishes.
import { expect, test, type Page } from '@playwright/test';

import type { FileChoice } from '../../src/ipc/types';
import { app, open, workspace } from '../fixtures/company';
import { batch, imports, preview } from '../fixtures/imports';
import { never, Shell, ShellError } from './shell';

const desk = (page: Page) => page.getByRole('heading', { name: 'Before the import' });
const chosen = async (page: Page) => {
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByText('This is an image.').waitFor();
};
const more = { batch: 8, left_out: 0, unreadable: [], files: [{ key: 'f1', file: 'incidents.json', bytes: 900 }] };
const incidents = { ...preview[0]!, key: 'f1', file: 'incidents.json' };

test('files of one company never reach the workspace of another', async ({ page }) => {
  const shell = await Shell.play(page);
  await chosen(page);
  await shell.emit('workspace-changed', workspace({ entity: 'Another company', file: 'other.changeproof', opening: 2 }));
  await expect(page.getByText('Another company')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: /^Imports/ }).first().click();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await expect(desk(page)).toBeHidden();
  await expect(page.getByRole('button', { name: /^Import \d/ })).toHaveCount(0);
});

test('the same file opened again is another opening: the desk is empty there too', async ({ page }) => {
  const shell = await Shell.play(page);
  await chosen(page);
  await shell.emit('workspace-changed', workspace({ opening: 3 }));
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.getByRole('link', { name: /^Imports/ }).first().click();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await expect(desk(page)).toBeHidden();
});

test('closing the workspace empties the desk', async ({ page }) => {
  const shell = await Shell.play(page, { choose_workspace: () => open(workspace({ opening: 2 })) });
  await chosen(page);
  shell.answers.app_view = () => app({ workspace: null });
  await page.getByRole('button', { name: /^Workspace/ }).click();
  await page.getByRole('menuitem', { name: 'Close the workspace' }).click();
  await page.getByRole('button', { name: 'Open a workspace…' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.getByRole('link', { name: /^Imports/ }).first().click();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await expect(desk(page)).toBeHidden();
});

test('answers about a workspace that is closed by now are dropped', async ({ page }) => {
  let answer = () => {};
  const waits = new Promise<void>((resolve) => (answer = resolve));
  const shell = await Shell.play(page, {
    set_period: async ({ period }) => {
      await waits;
      return workspace({ period });
    },
  });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Quarter 2 of 2025' }).click();
  await shell.emit('workspace-changed', workspace({ entity: 'Another company', opening: 2 }));
  await expect(page.getByText('Another company')).toBeVisible();
  answer();
  await shell.emit('workspace-changed', workspace({ outdated: true }));
  await page.waitForTimeout(400);
  await expect(page.getByText('Another company')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Period/ })).toContainText('1 Jan – 31 Dec 2025');
});

test('what was said before stands until a new look succeeded; the card’s hash goes with the import', async ({ page }) => {
  let looks = 0;
  const shell = await Shell.play(page, {
    preview_import: () => {
      looks += 1;
      if (looks === 2) throw new ShellError('file_gone', 'prs-referral-api.json is not there any more.');
      return preview;
    },
  });
  await chosen(page);
  await page.getByRole('button', { name: 'Say more about prs-referral-api.json' }).click();
  await page.getByLabel('Rows at the source').fill('409');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('alert')).toContainText('not there any more');
  await expect(page.getByLabel('Rows at the source')).toHaveValue('409');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Say more about prs-referral-api.json' })).toBeFocused();
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByText(/files imported with/)).toBeVisible();
  const [commit] = shell.called('commit_import') as { choices: FileChoice[] }[];
  expect(commit?.choices.find(({ key }) => key === 'f1')).toMatchObject({ options: { expected_rows: null }, sha256: preview[0]?.sha256 });
});

test('the form begins with what was declared before, and all of it is sent', async ({ page }) => {
  const shell = await Shell.play(page);
  await chosen(page);
  await page.getByRole('button', { name: 'Say more about servicenow-change_request.csv' }).click();
  await expect(page.getByLabel('Covers from')).toHaveValue('2025-01-01');
  await page.getByLabel('Covers from').fill('');
  await page.getByLabel('Covers to').fill('');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => shell.called('preview_import').length).toBe(2);
  const [first, second] = shell.called('preview_import') as { choices: FileChoice[] }[];
  expect(first?.choices.find(({ key }) => key === 'f2')?.options.covers).toBeNull();
  expect(second?.choices.find(({ key }) => key === 'f2')?.options.covers).toBeNull();
  expect(second?.choices.find(({ key }) => key === 'f4')?.options.covers).toEqual({ from: '2025-01-01', to: '2025-12-31' });
});

test('a wrong field of the form takes the focus', async ({ page }) => {
  await Shell.play(page);
  await chosen(page);
  await page.getByRole('button', { name: 'Say more about prs-referral-api.json' }).click();
  await page.getByLabel('Exported at').fill('2026-01-02T09:00');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByLabel('Exported at')).toBeFocused();
});

test('a second drop adds to the first, with what was said about it', async ({ page }) => {
  const shell = await Shell.play(page, { preview_import: ({ batch: n }) => (n === 8 ? [incidents] : preview) });
  await chosen(page);
  await page.getByRole('checkbox', { name: 'Leave out servicenow-change_request.csv' }).check();
  await shell.emit('files-dropped', more);
  await expect(page.getByRole('article', { name: 'incidents.json' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Leave out servicenow-change_request.csv' })).toBeChecked();
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByText(/files imported with/)).toBeVisible();
  expect((shell.called('commit_import') as { batch: number }[]).map(({ batch: n }) => n).sort()).toEqual([7, 8]);
});

test('files that are dropped while others are looked at come after them', async ({ page }) => {
  let answer = () => {};
  const waits = new Promise<void>((resolve) => (answer = resolve));
  const shell = await Shell.play(page, {
    preview_import: async ({ batch: n }) => {
      if (n === 8) return [incidents];
      await waits;
      return preview;
    },
  });
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByText('Looking at 4 files').first().waitFor();
  await shell.emit('files-dropped', more);
  answer();
  await expect(page.getByRole('article', { name: 'incidents.json' })).toBeVisible();
  await expect(page.getByText('This is an image.')).toBeVisible();
});

test('an empty folder, files over the limit and folders that cannot be listed are told', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/imports');
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
  await shell.emit('files-dropped', { batch: 9, files: [], left_out: 0, unreadable: [] });
  await expect(page.getByText('No files were found')).toBeVisible();
  await shell.emit('files-dropped', { ...batch, left_out: 40, unreadable: ['private'] });
  await expect(page.getByText(/40.more files were left out/)).toBeVisible();
  await expect(page.getByText('private was left out')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText('private was left out')).toBeHidden();
});

test('a file that changed since the look is told, and nothing counts as imported', async ({ page }) => {
  const shell = await Shell.play(page, {
    commit_import: () => ({ files: preview.map((card) => (card.key === 'f1' ? { ...card, status: 'refused', error: 'The file changed since you looked at it. Look again before importing.' } : card)), kept: false, evaluation_error: null }),
  });
  await chosen(page);
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByText('The file changed since you looked at it.')).toBeVisible();
  await expect(page.getByText('Nothing was imported.')).toBeVisible();
  await expect(page.getByText(/files? imported with/)).toHaveCount(0);
  expect(shell.called('workspace')).toHaveLength(0);
});

test('a file described anew beside one that is gone is in, and the other is told', async ({ page }) => {
  await Shell.play(page, {
    commit_import: () => ({ files: preview.map((card) => (card.key === 'f1' ? { ...card, status: 'refused', error: 'The file could not be read.' } : card.key === 'f2' ? { ...card, status: 'declared_again' } : card)), kept: true, evaluation_error: null }),
  });
  await chosen(page);
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByText('The file could not be read.')).toBeVisible();
  await expect(page.getByText('Nothing was imported.')).toHaveCount(0);
});

test('a file described anew beside one that changed is not in either', async ({ page }) => {
  await Shell.play(page, {
    commit_import: () => ({ files: preview.map((card) => (card.key === 'f1' ? { ...card, status: 'refused', error: 'The file changed since you looked at it.' } : card.key === 'f2' ? { ...card, status: 'declared_again' } : card)), kept: false, evaluation_error: null }),
  });
  await chosen(page);
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByText('Nothing was imported.')).toBeVisible();
  await expect(page.getByText(/files? imported with/)).toHaveCount(0);
});

test('imported but not judged is said so, can be tried again, and is gone then', async ({ page }) => {
  const shell = await Shell.play(page, {
    commit_import: () => ({ files: preview.map((card) => ({ ...card, status: card.status === 'new' ? 'imported' : card.status })), kept: true, evaluation_error: { code: 'workspace_failed', message: 'The disk is full.', details: {} } }),
  });
  await chosen(page);
  await page.getByRole('button', { name: 'Import 2 files' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Imported, but not judged' })).toContainText('The disk is full.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Imported, but not judged')).toBeHidden();
  expect(shell.called('refresh')).toHaveLength(1);
});

test('before the results are worked out, nothing is said of coverage', async ({ page }) => {
  const uncovered = { ...imports.coverage, caveats: [], rows: imports.coverage.rows.map((row) => ({ ...row, cells: row.cells.map(() => 'uncovered' as const) })) };
  await Shell.play(page, { app_view: () => app({ workspace: workspace({ evaluation: null }) }), imports: () => ({ ...imports, coverage: uncovered }) });
  await page.goto('/#/imports');
  await expect(page.getByText('Not worked out yet: what the files cover')).toBeVisible();
  await expect(page.getByText('No holes')).toHaveCount(0);
  await expect(page.getByText('not covered')).toHaveCount(0);
  await expect(page.getByText('Results not worked out yet')).toBeVisible();
});

test('no holes is said only where every cell is covered and proven', async ({ page }) => {
  const holes = { ...imports.coverage, caveats: [] };
  const shell = await Shell.play(page, { imports: () => ({ ...imports, coverage: holes }) });
  await page.goto('/#/imports');
  await expect(page.getByText('Not every kind of record covers every month')).toBeVisible();
  await expect(page.getByText('declared, not proven').first()).toBeVisible();
  const of = (cell: 'covered' | 'declared') => ({ ...imports, coverage: { ...holes, rows: holes.rows.map((row) => ({ ...row, cells: row.cells.map(() => cell) })) } });
  shell.answers.imports = () => of('declared');
  await shell.emit('workspace-changed', workspace({ head: 27 }));
  await expect(page.getByText('that nothing is missing is not proven')).toBeVisible();
  shell.answers.imports = () => of('covered');
  await shell.emit('workspace-changed', workspace({ head: 28 }));
  await expect(page.getByText('No holes: every kind')).toBeVisible();
});

test('times and zones are not spoken of where there are no times', async ({ page }) => {
  await Shell.play(page);
  await chosen(page);
  for (const file of ['holiday photo.jpg', 'roster.csv']) await page.getByRole('button', { name: `Details: ${file}` }).click();
  await expect(page.getByText('Every time has its zone')).toHaveCount(0);
  await page.getByRole('button', { name: 'Details: prs-referral-api.json' }).click();
  await expect(page.getByText('Every time has its zone')).toHaveCount(1);
});

test('a look that never ends can be stopped, and its files leave the desk', async ({ page }) => {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  await Shell.play(page, {
    preview_import: async (_, progress) => {
      await progress({ type: 'started', job: 5 });
      await stopped;
      throw new ShellError('cancelled', 'Stopped.');
    },
    cancel: () => {
      stop();
      return true;
    },
    choose_workspace: never,
  });
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(desk(page)).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Imports', level: 1 })).toBeFocused();
});
