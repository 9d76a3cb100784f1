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
  /** Which list is on the screen, and which one is fetched. */
  #list: string | undefined;
  #wanted = '';
  /** The first row in sight. */
  #seen = 0;

  /**
   * Starts over. Rows on the screen stay until the first answer is there; the same list goes on
   * where one was, another one begins at its beginning. True where the answer brought another list.
   */
  async start(fetch: FetchRows<T>, list = ''): Promise<boolean> {
    const turn = ++this.#turn;
    const other = list !== this.#list;
    const n = other ? 0 : Math.floor(this.#seen / STRETCH);
    this.#fetch = fetch;
    this.#wanted = list;
    this.error = null;
    try {
      let from = n;
      let first = await fetch(from * STRETCH, STRETCH);
      if (turn === this.#turn && from > 0 && first.rows.length === 0 && first.matched > 0) {
        // The list became shorter than the place where one was.
        from = 0;
        first = await fetch(0, STRETCH);
      }
      if (turn !== this.#turn) return false;
      this.#stretches.clear();
      this.#stretches.set(from, first.rows);
      this.#shown = turn;
      this.#list = list;
      this.matched = first.matched;
      this.waiting = false;
      this.#version += 1;
      return other;
    } catch (thrown) {
      if (turn !== this.#turn) return false;
      this.#stretches.clear();
      this.matched = 0;
      this.waiting = false;
      this.error = IpcError.from('', thrown);
      this.#version += 1;
      return false;
    }
  }

  /** Does the same once more: the whole list, or the stretches that could not be fetched. */
  retry(): void {
    if (!this.#fetch) return;
    if (this.matched > 0 && this.#shown === this.#turn) {
      this.error = null;
      this.#version += 1;
      return;
    }
    this.waiting = true;
    void this.start(this.#fetch, this.#wanted);
  }

  /** A row; undefined while it is fetched. */
  at(index: number): T | undefined {
    void this.#version;
    const stretch = this.#stretches.get(Math.floor(index / STRETCH));
    return Array.isArray(stretch) ? stretch[index % STRETCH] : undefined;
  }

  /** Fetches what is missing of some rows. */
  need(first: number, end: number): void {
    void this.#version;
    this.#seen = first;
    if (this.#shown !== this.#turn || this.error) return;
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
