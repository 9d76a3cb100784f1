// Something fetched from the shell: the value, or why there is none. Late answers are dropped.
import { IpcError } from '../../ipc';

export class Fetched<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state.raw<IpcError | null>(null);
  loading = $state(false);
  #turn = 0;
  #again: (() => Promise<T>) | undefined;

  /** Fetches; keeps the old value on the screen until the new one is there. */
  async load(work: () => Promise<T>, fresh = false): Promise<void> {
    const turn = ++this.#turn;
    this.#again = work;
    this.loading = true;
    this.error = null;
    if (fresh) this.value = undefined;
    try {
      const value = await work();
      if (turn !== this.#turn) return;
      this.value = value;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.value = undefined;
      this.error = IpcError.from('', thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  /** Fetches the same once more. */
  retry(): void {
    if (this.#again) void this.load(this.#again);
  }

  /** Forgets everything. */
  clear(): void {
    this.#turn += 1;
    this.value = undefined;
    this.error = null;
    this.loading = false;
  }
}
