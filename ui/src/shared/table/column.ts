// What a column of a table is.
import type { Snippet } from 'svelte';

export interface Column<T> {
  id: string;
  head: string;
  /** A track of the grid, such as `minmax(90px, 1fr)`. */
  width: string;
  /** Draws a cell. */
  cell: Snippet<[T]>;
  /** Draws the head instead of its text. */
  headCell?: Snippet;
  /** What the rows are sorted by through this head. */
  order?: string;
  align?: 'end';
}

/** How a table is sorted. */
export interface Sorting {
  order: string;
  descending: boolean;
}
