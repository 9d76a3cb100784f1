// Signing in, locking, the first person and the others: what the page asks of the shell, and what is left
// of a workspace when somebody has to sign in.
import { expect, test, type Page } from '@playwright/test';

import { app, open } from '../fixtures/company';
import * as members from '../fixtures/members';
import { never, Shell, ShellError, type Answers } from './shell';

const WORDS = 'correct horse battery';
const OTHER = 'staple of other words';

const behind = (door: ReturnType<typeof members.door>): Partial<Answers> => ({ app_view: () => app({ workspace: null, sign_in: door }) });
const as = (person: string): Partial<Answers> => ({
  app_view: () => app({ workspace: members.signedIn(person) }),
  workspace: () => members.signedIn(person),
});
const refused = () => {
  throw new ShellError('sign_in_refused', 'There is no such person with that passphrase, or the person signs in no more.');
};
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
/** Everything that the page holds, also what cannot be seen. */
const everything = (page: Page) => page.evaluate(() => `${document.title}\n${document.documentElement.outerHTML}`);

test('a workspace with people is opened by signing in, with the keyboard alone', async ({ page }) => {
  const shell = await Shell.play(page, { app_view: () => app({ workspace: null }), open_recent: () => members.waits(members.door()) });
  await page.goto('/');
  await page.getByRole('button', { name: /clicki-2025/ }).first().press('Enter');
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
  const person = page.getByRole('combobox', { name: 'Person' });
  await expect(person).toBeFocused();
  await expect(person.getByRole('option')).toHaveText(['Choose who you are', 'Noor Abbasi (noor)', 'Bo Lindqvist (bo)', 'Ana Berg (ana)']);
  await page.keyboard.type('Noor');
  await expect(person).toHaveValue('noor');
  await page.keyboard.press('Tab');
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeFocused();
  expect(shell.called('sign_in')).toEqual([{ person: 'noor', passphrase: WORDS }]);
  await expect(page.getByRole('button', { name: /^Signed in: Noor Abbasi/ })).toContainText('compliance officer');
});

test('a refused passphrase is told at its field, is not kept, and can be written again', async ({ page }) => {
  const shell = await Shell.play(page, { ...behind(members.locked()), sign_in: refused });
  await page.goto('/');
  const passphrase = field(page, 'Passphrase of Noor Abbasi');
  await expect(passphrase).toBeFocused();
  await passphrase.fill(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('There is no such person with that passphrase, or the person signs in no more.');
  await expect(passphrase).toBeFocused();
  await expect(passphrase).toHaveValue('');
  expect(await everything(page)).not.toContain(OTHER);
  shell.answers.sign_in = ({ person }) => open(members.signedIn(person));
  await page.keyboard.type(WORDS);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

test('nothing is sent before a person and a passphrase stand there', async ({ page }) => {
  const shell = await Shell.play(page, behind(members.door()));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Choose who you are.')).toBeVisible();
  await expect(page.getByText('Write the passphrase.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Person' })).toBeFocused();
  expect(shell.called('sign_in')).toEqual([]);
});

test('a passphrase is hidden until one wants to see it', async ({ page }) => {
  await Shell.play(page, behind(members.locked()));
  await page.goto('/');
  const passphrase = field(page, 'Passphrase of Noor Abbasi');
  await expect(passphrase).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: /^Show: Passphrase/ }).click();
  await expect(passphrase).toHaveAttribute('type', 'text');
});

test('another passphrase is chosen before anything else', async ({ page }) => {
  const shell = await Shell.play(page, { ...behind(members.door()), sign_in: () => members.waits(members.choose()) });
  await page.goto('/#/deployments');
  await page.getByRole('combobox', { name: 'Person' }).selectOption('bo');
  await field(page, 'Passphrase').fill(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Choose another passphrase', level: 1 })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(field(page, 'New passphrase')).toBeFocused();
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Too short: take at least 12 letters.');
  await field(page, 'New passphrase').fill(OTHER);
  await field(page, 'Once more').fill(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('This is not what stands above.');
  expect(shell.called('choose_passphrase')).toEqual([]);
  await field(page, 'Once more').fill(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  expect(shell.called('choose_passphrase')).toEqual([{ chosen: { passphrase: OTHER, again: OTHER } }]);
  expect(await everything(page)).not.toContain(OTHER);
});

for (const way of ['key', 'menu', 'palette', 'shell'] as const) {
  test(`locking by ${way}: nothing of the workspace stays`, async ({ page }) => {
    const shell = await Shell.play(page, as('noor'));
    await page.goto('/#/deployment/d35');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('v18.4');
    await page.getByRole('button', { name: /^Show original of/ }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    if (way !== 'key' && way !== 'shell') await page.keyboard.press('Escape');
    shell.answers.app_view = behind(members.locked()).app_view as Answers['app_view'];
    if (way === 'key') await page.keyboard.press('Control+l');
    else if (way === 'shell') await shell.emit('locked', null);
    else if (way === 'menu') {
      await page.getByRole('button', { name: /^Signed in/ }).click();
      await page.getByRole('menuitem', { name: /^Lock/ }).click();
    } else {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('lock');
      await page.keyboard.press('Enter');
    }
    await expect(page.getByRole('heading', { name: 'Locked', level: 1 })).toBeVisible();
    await expect(page.getByText('Noor Abbasi was signed in.')).toBeVisible();
    expect(shell.called('lock')).toHaveLength(way === 'shell' ? 0 : 1);
    expect(shell.called('cancel')).toEqual([]);
    const left = await everything(page);
    for (const known of ['referral-api', 'partner-web', 'payout-worker', 'v18.4', 'deploy-log', '398', 'REV-01']) expect(left, known).not.toContain(known);
    // What comes late is not shown either.
    await shell.emit('workspace-changed', members.signedIn('noor', { head: 99 }));
    await page.waitForTimeout(200);
    await expect(page.getByRole('heading', { name: 'Locked', level: 1 })).toBeVisible();
    // Back to where one was.
    await field(page, 'Passphrase of Noor Abbasi').fill(WORDS);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('v18.4');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
}

test('an import that runs is not stopped by locking, and its answer is not shown', async ({ page }) => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const shell = await Shell.play(page, as('noor'));
  const usual = shell.answers.commit_import;
  shell.answers.commit_import = async (args, progress) => {
    await progress({ type: 'started', job: 9 });
    await ended;
    return usual(args, progress);
  };
  await page.goto('/#/imports');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await page.getByRole('button', { name: /^Import/ }).last().click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  shell.answers.app_view = () => app({ workspace: null, sign_in: members.locked({ working: true }) });
  await shell.emit('locked', null);
  await expect(page.getByText('Work that Noor Abbasi began goes on to its end in that name.')).toBeVisible();
  end();
  await page.waitForTimeout(200);
  expect(shell.called('cancel')).toEqual([]);
  expect(await everything(page)).not.toContain('prs-referral-api');
});

test('another person begins anew, and finds nothing of whoever was there', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/deployments?text=partner');
  await page.getByRole('grid').waitFor();
  shell.answers.app_view = behind(members.locked()).app_view as Answers['app_view'];
  await page.keyboard.press('Control+l');
  await page.getByRole('button', { name: 'Sign in as another person' }).click();
  await page.getByRole('combobox', { name: 'Person' }).selectOption('ana');
  await field(page, 'Passphrase').fill(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Signed in: Ana Berg/ })).toBeVisible();
  await expect(page).toHaveURL(/#\/overview$/);
});

test('without people there is nothing to lock', async ({ page }) => {
  const shell = await Shell.play(page);
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.keyboard.press('Control+l');
  await page.waitForTimeout(200);
  expect(shell.called('lock')).toEqual([]);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

test('the shell hears now and then that somebody is there', async ({ page }) => {
  await page.clock.install();
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.clock.runFor(30_000);
  expect(shell.called('activity'), 'nobody moved').toEqual([]);
  await page.mouse.move(200, 200);
  await page.mouse.move(300, 300);
  await page.keyboard.press('Shift');
  await expect.poll(() => shell.called('activity').length).toBe(1);
  await page.clock.runFor(6_000);
  await page.keyboard.press('Shift');
  await expect.poll(() => shell.called('activity').length).toBe(2);
});

test('the first person: what it is worth is said, the person is signed in', async ({ page }) => {
  const shell = await Shell.play(page, { members: () => members.nobody });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: 'Without sign-in' }).click();
  await page.getByRole('menuitem', { name: 'People who sign in…' }).click();
  await expect(page.getByText('The file is not encrypted')).toBeInViewport();
  await page.getByRole('button', { name: 'Add yourself as the first person' }).click();
  const form = page.getByRole('dialog', { name: 'The first person' });
  await form.getByRole('button', { name: 'Add yourself as the first person' }).click();
  await expect(field(page, 'Name')).toBeFocused();
  await field(page, 'Name').fill('Noor Abbasi');
  await field(page, 'Signs in as').fill('noor');
  await expect(form.getByRole('checkbox', { name: 'compliance officer' })).toBeDisabled();
  await form.getByRole('checkbox', { name: 'reviewer' }).check();
  await field(page, 'Passphrase').fill(WORDS);
  await field(page, 'Once more').fill(WORDS);
  shell.answers.add_member = () => members.view;
  shell.answers.members = () => members.view;
  shell.answers.workspace = () => members.signedIn('noor');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(shell.called('add_member')).toEqual([{ new: { person: 'noor', name: 'Noor Abbasi', roles: ['compliance_officer', 'reviewer'], from: null }, chosen: { passphrase: WORDS, again: WORDS } }]);
  await expect(page.getByRole('button', { name: /^Signed in: Noor Abbasi/ })).toBeVisible();
  await expect(page.getByText('From now on everybody signs in.')).toBeVisible();
});

test('an officer adds a person with roles from a day', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const form = page.getByRole('dialog', { name: 'Add a person' });
  await field(page, 'Name').fill('Eli Moreau');
  await field(page, 'Signs in as').fill('eli moreau');
  await field(page, 'Passphrase').fill(WORDS);
  await field(page, 'Once more').fill(WORDS);
  await field(page, 'From').fill('2025-12-31');
  await form.getByRole('button', { name: 'Add a person' }).click();
  await expect(form.getByText('Take 1 to 64 letters')).toBeVisible();
  await expect(form.getByText('Give at least one role.')).toBeVisible();
  await expect(form.getByText('A role begins or ends today or later.')).toBeVisible();
  await field(page, 'Signs in as').fill('eli');
  await form.getByRole('checkbox', { name: 'approver' }).check();
  await field(page, 'From').fill('2026-02-01');
  shell.answers.members = () => members.withOne({ person: 'eli', name: 'Eli Moreau', roles: ['approver'], from: null });
  await form.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByRole('row', { name: /Eli Moreau/ })).toContainText('has to choose a passphrase');
  expect(shell.called('add_member')).toEqual([{ new: { person: 'eli', name: 'Eli Moreau', roles: ['approver'], from: '2026-02-01' }, chosen: { passphrase: WORDS, again: WORDS } }]);
});

test('an officer changes roles, resets and deactivates; a second word is asked for the last', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/settings');
  const open = () => page.getByRole('button', { name: 'Change Ana Berg' }).click();
  const drawer = page.getByRole('dialog', { name: 'Ana Berg' });
  await open();
  await expect(drawer.getByRole('row', { name: /policy owner.*1 Feb 2026/ })).toContainText('not in force');
  await drawer.getByRole('button', { name: 'Record the roles' }).click();
  await expect(drawer.getByRole('alert')).toHaveText('Tick what the person should have, or take a tick away.');
  await drawer.getByRole('checkbox', { name: 'approver' }).uncheck();
  await drawer.getByRole('checkbox', { name: 'auditor' }).check();
  await field(page, 'From').fill('2026-03-01');
  await field(page, 'Until').fill('2026-03-31');
  await drawer.getByRole('button', { name: 'Record the roles' }).click();
  await expect(drawer).toBeHidden();
  expect(shell.called('change_roles')).toEqual([{ edit: { person: 'ana', give: ['auditor'], take: ['approver'], from: '2026-03-01', to: '2026-03-31' } }]);
  await open();
  await field(page, 'New passphrase').fill(OTHER);
  await field(page, 'Once more').fill(OTHER);
  await drawer.getByRole('button', { name: 'Reset the passphrase' }).click();
  await expect(drawer).toBeHidden();
  expect(shell.called('reset_member')).toEqual([{ person: 'ana', chosen: { passphrase: OTHER, again: OTHER } }]);
  await open();
  await drawer.getByRole('button', { name: 'Deactivate the person' }).click();
  expect(shell.called('deactivate_member')).toEqual([]);
  shell.answers.deactivate_member = () => {
    throw new ShellError('last_officer', 'Then nobody would be compliance officer until further notice, and nobody could look after people. Give the role to another person first.');
  };
  await drawer.getByRole('button', { name: 'Yes, Ana Berg signs in no more' }).click();
  await expect(drawer.getByRole('alert')).toContainText('Give the role to another person first.');
  await expect(drawer).toBeVisible();
});

test('whoever is no officer sees the people and changes none, nor imports nor makes packs', async ({ page }) => {
  await Shell.play(page, as('bo'));
  await page.goto('/#/settings');
  await expect(page.getByRole('row', { name: /Ana Berg/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Change / })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add a person' })).toHaveCount(0);
  await page.goto('/#/imports');
  await expect(page.getByText('To import files takes the role compliance officer.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose files' })).toHaveCount(0);
  await page.goto('/#/packs');
  await expect(page.getByText('To make a pack takes the role compliance officer.')).toBeVisible();
});

test('a pack is prepared by whoever is signed in', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/packs');
  await expect(page.getByLabel('Prepared by')).toHaveCount(0);
  await expect(page.getByText('Noor Abbasi, signed in')).toBeVisible();
  await page.getByRole('button', { name: 'Make pack' }).click();
  await expect.poll(() => shell.called('make_pack').length).toBe(1);
  expect(shell.called('make_pack')[0]).toMatchObject({ pack: { prepared_by: 'Noor Abbasi' } });
});

test('the own passphrase is changed with the one before', async ({ page }) => {
  const shell = await Shell.play(page, {
    ...as('noor'),
    change_passphrase: () => {
      throw new ShellError('own_passphrase_refused', 'That is not your passphrase. Nothing was changed.');
    },
  });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Signed in/ }).click();
  await page.getByRole('menuitem', { name: /^Change the passphrase/ }).click();
  await field(page, 'Your passphrase now').fill(OTHER);
  await field(page, 'New passphrase').fill(OTHER);
  await field(page, 'Once more').fill(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('That is not your passphrase. Nothing was changed.');
  await expect(field(page, 'Your passphrase now')).toBeFocused();
  shell.answers.change_passphrase = () => null;
  await field(page, 'Your passphrase now').fill(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('The passphrase was changed. Your key opens wherever the file is.')).toBeVisible();
  expect(shell.called('change_passphrase').at(-1)).toEqual({ own: WORDS, chosen: { passphrase: OTHER, again: OTHER }, keyStore: false });
});

test('a key is sealed by the key store too where that is asked for, and a computer without one says so', async ({ page }) => {
  const shell = await Shell.play(page, {
    ...as('noor'),
    change_passphrase: () => {
      throw new ShellError('no_key_store', 'The key store of this computer did not keep the secret: no such service. Change the passphrase without it.');
    },
  });
  await page.goto('/#/overview');
  await page.getByRole('button', { name: /^Signed in/ }).click();
  await page.getByRole('menuitem', { name: /^Change the passphrase/ }).click();
  await field(page, 'Your passphrase now').fill(WORDS);
  await field(page, 'New passphrase').fill(OTHER);
  await field(page, 'Once more').fill(OTHER);
  const box = page.getByRole('checkbox', { name: 'Open my key on this computer alone' });
  await expect(box).not.toBeChecked();
  await box.check();
  await page.getByRole('button', { name: 'Change the passphrase', exact: true }).click();
  await expect(page.getByText('did not keep the secret', { exact: false })).toBeVisible();
  expect(shell.called('change_passphrase').at(-1)).toMatchObject({ keyStore: true });
});

test('a key that the key store seals too stays so unless the box is taken away, and both are told', async ({ page }) => {
  const shell = await Shell.play(page, { ...as('noor'), app_view: () => app({ workspace: members.sealedHere('noor') }) });
  await page.goto('/#/overview');
  const box = page.getByRole('checkbox', { name: 'Open my key on this computer alone' });
  const begin = async () => {
    await page.getByRole('button', { name: /^Signed in/ }).click();
    await page.getByRole('menuitem', { name: /^Change the passphrase/ }).click();
    await expect(box).toBeChecked();
  };
  const finish = async () => {
    await field(page, 'Your passphrase now').fill(WORDS);
    await field(page, 'New passphrase').fill(OTHER);
    await field(page, 'Once more').fill(OTHER);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
  };
  await begin();
  await finish();
  await expect(page.getByText('Your key opens on this computer alone.')).toBeVisible();
  expect(shell.called('change_passphrase').at(-1)).toMatchObject({ keyStore: true });
  await begin();
  await box.uncheck();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await begin();
  await box.uncheck();
  await finish();
  await expect(page.getByText('Your key opens wherever the file is.')).toBeVisible();
  expect(shell.called('change_passphrase').at(-1)).toMatchObject({ keyStore: false });
});

test('after how long it locks is a choice of four, and never is none of them', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/settings');
  const group = page.getByRole('group', { name: 'Lock after so many minutes without input' });
  await expect(group.getByRole('radio')).toHaveCount(4);
  await expect(group.getByRole('radio', { name: '15', exact: true })).toBeChecked();
  await group.getByRole('radio', { name: '5', exact: true }).check();
  expect(shell.called('save_settings')).toMatchObject([{ settings: { lock_after: '5' } }]);
});

test('while the shell has not said who may sign in, nothing is shown', async ({ page }) => {
  const shell = await Shell.play(page, as('noor'));
  await page.goto('/#/overview');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  shell.answers.app_view = never;
  await shell.emit('locked', null);
  await expect(page.getByRole('status')).toHaveText('Locked');
  await expect(page.getByRole('heading')).toHaveCount(0);
});
