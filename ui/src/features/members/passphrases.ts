// Whether a passphrase that was typed twice can be sent. The shell asks the same again.
import type { Chosen } from '../../ipc';

export const nothingTyped = (): Chosen => ({ passphrase: '', again: '' });

export function agrees({ passphrase, again }: Chosen, shortest: number): boolean {
  return [...passphrase].length >= shortest && passphrase === again;
}
