// What can be done from anywhere: by the palette, the native menu or a key.
import * as ipc from '../../ipc';
import { errors, firstRun, frame } from '../../messages';
import { href, router } from '../../shared/state/router.svelte';
import { session } from '../../shared/state/session.svelte';
import { status } from '../../shared/state/status.svelte';

export async function openWorkspace(): Promise<void> {
  await session.open(frame.opening, ipc.chooseWorkspace, href('overview'));
}

export async function openRecent(key: string): Promise<void> {
  await session.open(frame.opening, (onProgress) => ipc.openRecent(key, onProgress), href('overview'));
}

export async function openDemo(): Promise<void> {
  await session.open(firstRun.demoWork, ipc.openDemo, href('overview'));
}

export async function createWorkspace(workspace: ipc.NewWorkspace): Promise<boolean> {
  return session.open(firstRun.creating, (onProgress) => ipc.createWorkspace(workspace, onProgress), href('imports'));
}

export async function closeWorkspace(): Promise<void> {
  try {
    await session.close();
    router.begin(href('overview'));
  } catch (thrown) {
    status.say(`${errors.workTitle}: ${ipc.IpcError.from('close_workspace', thrown).message}`);
  }
}

/** Offers the form of a new workspace; the open one stays until the new one is there. */
export function newWorkspace(): void {
  session.wantsNew = true;
}

/** What a screen does when one gets there, through the address: `do=…`. */
export const goTo = {
  chooseFiles: () => router.go(href('imports', { do: 'choose' })),
  guides: () => router.go(href('imports', { do: 'guides' })),
  makePack: () => router.go(href('packs')),
  verifyPack: () => router.go(href('packs', { do: 'verify' })),
  verifyLog: () => router.go(href('events', { do: 'verify' })),
};
