// A decision that is being recorded: one at a time, and why it was not.
import { IpcError } from '../../ipc';

export class Decision {
  running = $state(false);
  error = $state.raw<IpcError | null>(null);

  /** Records it; undefined where it was refused, and then `error` says why. */
  async record<T>(command: string, work: () => Promise<T>): Promise<T | undefined> {
    if (this.running) return undefined;
    this.running = true;
    this.error = null;
    try {
      return await work();
    } catch (thrown) {
      this.error = IpcError.from(command, thrown);
      return undefined;
    } finally {
      this.running = false;
    }
  }

  /** Forgets why the last one was refused. */
  clear(): void {
    this.error = null;
  }
}

/** The lines of a text that say something. */
export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
