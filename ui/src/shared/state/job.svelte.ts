// Long work: what it does, how far it is, how to stop it, and what came of it.
import * as ipc from '../../ipc';
import { IpcError, type OnProgress } from '../../ipc';

export class Job {
  /** What runs, in words; empty while nothing does. */
  title = $state('');
  step = $state('');
  done = $state(0);
  total = $state(0);
  unit = $state('');
  id = $state<number | null>(null);
  running = $state(false);
  stopping = $state(false);
  error = $state.raw<IpcError | null>(null);
  #turn = 0;

  /** The share that is done, from 0 to 1; null where that is not known. */
  readonly share = $derived(this.total > 0 ? Math.min(1, this.done / this.total) : null);

  /** Runs work to its end; undefined where it failed, was stopped, or was let go. */
  async run<T>(title: string, work: (onProgress: OnProgress) => Promise<T>): Promise<T | undefined> {
    if (this.running) return undefined;
    const turn = ++this.#turn;
    this.title = title;
    this.step = '';
    this.done = 0;
    this.total = 0;
    this.id = null;
    this.error = null;
    this.stopping = false;
    this.running = true;
    try {
      const answer = await work((event) => {
        if (turn !== this.#turn) return;
        if (event.type === 'started') this.id = event.job;
        else {
          this.step = event.name;
          this.done = event.done;
          this.total = event.total;
          this.unit = event.unit;
        }
      });
      return turn === this.#turn ? answer : undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.error = IpcError.from(title, thrown);
      return undefined;
    } finally {
      if (turn === this.#turn) this.running = false;
    }
  }

  async cancel(): Promise<void> {
    if (this.id === null || this.stopping) return;
    this.stopping = true;
    try {
      await ipc.cancel(this.id);
    } catch {
      // It goes on to its end then.
      this.stopping = false;
    }
  }

  /**
   * Forgets the work and what came of it: what it answers later means nothing any more. It is stopped,
   * unless it has to go on behind a locked door.
   */
  letGo(stop = true): void {
    if (stop && this.running) void this.cancel();
    this.#turn += 1;
    this.running = false;
    this.error = null;
  }
}
