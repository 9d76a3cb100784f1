// Rows of a long list, fetched in windows as they come into sight, with a small cache.
import { IpcError } from '../../ipc';

/** What a fetch answers. */
export interface Stretch<T> {
  matched: number;
  rows: T[];
}

/** Fetches a stretch. */
export type FetchRows<T> = (from: number, limit: number) => Promise<Stretch<T>>;

/** Rows fetched at once. */
export const STRETCH = 100;
/** Stretches kept. */
const KEPT = 40;

export class Rows<T> {
  /** How many rows there are. */
  matched = $state(0);
  error = $state.raw<IpcError | null>(null);
  /** Whether the first answer is still awaited. */
  waiting = $state(true);
  #version = $state(0);
  #stretches = new Map<number, T[] | 'asked'>();
  #turn = 0;
  /** The turn whose rows are on the screen. */
  #shown = 0;
  #fetch: FetchRows<T> | undefined;

  /** Starts over with other rows. Those on the screen stay until the first answer is there. */
  async start(fetch: FetchRows<T>): Promise<void> {
    const turn = ++this.#turn;
    this.#fetch = fetch;
    this.error = null;
    try {
      const first = await fetch(0, STRETCH);
      if (turn !== this.#turn) return;
      this.#stretches.clear();
      this.#stretches.set(0, first.rows);
      this.#shown = turn;
      this.matched = first.matched;
      this.waiting = false;
      this.#version += 1;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#stretches.clear();
      this.matched = 0;
      this.waiting = false;
      this.error = IpcError.from('', thrown);
      this.#version += 1;
    }
  }

  /** Does the same once more. */
  retry(): void {
    if (this.#fetch) {
      this.waiting = true;
      void this.start(this.#fetch);
    }
  }

  /** A row; undefined while it is fetched. */
  at(index: number): T | undefined {
    void this.#version;
    const stretch = this.#stretches.get(Math.floor(index / STRETCH));
    return Array.isArray(stretch) ? stretch[index % STRETCH] : undefined;
  }

  /** Fetches what is missing of some rows. */
  need(first: number, end: number): void {
    if (this.#shown !== this.#turn) return;
    for (let n = Math.floor(first / STRETCH); n * STRETCH < end; n += 1) {
      if (!this.#stretches.has(n)) void this.#load(n);
    }
  }

  async #load(n: number): Promise<void> {
    const fetch = this.#fetch;
    const turn = this.#turn;
    if (!fetch) return;
    this.#stretches.set(n, 'asked');
    try {
      const { rows } = await fetch(n * STRETCH, STRETCH);
      if (turn !== this.#turn) return;
      this.#stretches.delete(n);
      this.#stretches.set(n, rows);
      this.#drop();
      this.#version += 1;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#stretches.delete(n);
      this.error = IpcError.from('', thrown);
    }
  }

  /** Lets the longest unused stretches go. */
  #drop(): void {
    for (const [n, stretch] of this.#stretches) {
      if (this.#stretches.size <= KEPT) return;
      if (stretch !== 'asked') this.#stretches.delete(n);
    }
  }
}
