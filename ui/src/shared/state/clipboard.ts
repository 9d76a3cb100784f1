// Putting texts on the clipboard.
import * as ipc from '../../ipc';
import { words } from '../../messages';
import { status } from './status.svelte';

/** Puts a text on the clipboard; says what came of it. A text that has to be fetched may come as a promise. */
export async function copy(text: string | Promise<string>, done: string = words.copied): Promise<void> {
  let plain: string;
  try {
    plain = await text;
  } catch (thrown) {
    status.say(words.copyNotFetched(thrown instanceof Error ? thrown.message : String(thrown)));
    return;
  }
  status.say((await write(plain)) ? done : words.copyFailed);
}

/** The shell has the clipboard; where it has not, the web view may. */
async function write(text: string): Promise<boolean> {
  for (const way of [ipc.copyText, (plain: string) => navigator.clipboard.writeText(plain)]) {
    try {
      await way(text);
      return true;
    } catch {
      // The next way may do.
    }
  }
  return byHand(text);
}

/** The old way, for web views without the clipboard interface. */
function byHand(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  field.setAttribute('aria-hidden', 'true');
  const host = document.querySelector('[role="dialog"]') ?? document.body;
  const focused = document.activeElement;
  host.append(field);
  field.select();
  let copied = false;
  try {
    copied = document.execCommand('copy');
  } catch {
    copied = false;
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
