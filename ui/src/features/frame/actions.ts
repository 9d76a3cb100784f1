// What can be done from anywhere: by the palette, the native menu or a key.
import * as ipc from '../../ipc';
import { errors } from '../../messages';
import { href, router } from '../../shared/state/router.svelte';
import { session } from '../../shared/state/session.svelte';
import { status } from '../../shared/state/status.svelte';

/** Says in the status line what went wrong. */
async function told<T>(command: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    status.say(`${errors.workTitle}: ${ipc.IpcError.from(command, thrown).message}`);
    return undefined;
  }
}

export async function openWorkspace(): Promise<void> {
  const view = await told('choose_workspace', ipc.chooseWorkspace);
  if (!view) return;
  await session.adopt(view);
  router.go(href('overview'));
}

export async function closeWorkspace(): Promise<void> {
  await told('close_workspace', () => session.close());
  router.go(href('overview'));
}

/** Closes what is open and offers the form of a new workspace. */
export async function newWorkspace(): Promise<void> {
  session.wantsNew = true;
  await closeWorkspace();
}

/** What the screens have to offer on arrival, through the address: `do=…`. */
export const arrive = {
  chooseFiles: () => router.go(href('imports', { do: 'choose' })),
  guides: () => router.go(href('imports', { do: 'guides' })),
  makePack: () => router.go(href('packs')),
  verifyPack: () => router.go(href('packs', { do: 'verify' })),
  verifyLog: () => router.go(href('events', { do: 'verify' })),
};
