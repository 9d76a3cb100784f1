// The one door to the shell: calls a command, opens a channel for progress, listens to events.
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { IpcError } from './error';
import type { ProgressEvent } from './types';

/** Told about long work while it runs. */
export type OnProgress = (event: ProgressEvent) => void;

/** Calls a command; throws an `IpcError`. */
export async function call<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw IpcError.from(command, thrown);
  }
}

/** A channel that hands progress on. */
export function progressChannel(onProgress: OnProgress): Channel<ProgressEvent> {
  return new Channel<ProgressEvent>(onProgress);
}

/** Listens to an event until the answer is called. */
export function on<T>(event: string, handler: (payload: T) => void): () => void {
  let stopped = false;
  let stop: (() => void) | undefined;
  listen<T>(event, ({ payload }) => {
    if (!stopped) handler(payload);
  }).then(
    (unlisten) => {
      if (stopped) unlisten();
      else stop = unlisten;
    },
    () => {
      // Without the event the page works all the same; it only hears less.
    },
  );
  return () => {
    stopped = true;
    stop?.();
  };
}
