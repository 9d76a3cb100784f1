// Which rows of a long list are in sight, and where they stand. Pure, so that it can be tested.

/** Web views clamp the height of an element; beyond this the scroll position is scaled. */
export const TALLEST = 30_000_000;
/** Rows rendered beyond what is in sight, on each side. */
const MARGIN = 6;
/** A mistake in the layout must never render everything. */
const MOST = 200;

export interface Extent {
  total: number;
  rowHeight: number;
  /** The height of the part in sight, without the head. */
  viewport: number;
}

export interface Window {
  /** The height of the spacer. */
  height: number;
  /** The first row to render. */
  first: number;
  /** The row behind the last one to render. */
  end: number;
  /** Where a row stands in the spacer. */
  top: (index: number) => number;
}

function heights({ total, rowHeight, viewport }: Extent) {
  const real = total * rowHeight;
  const height = Math.min(real, TALLEST);
  const realRange = Math.max(0, real - viewport);
  const range = Math.max(0, height - viewport);
  return { real, height, realRange, range };
}

/** The rows in sight at a scroll position. */
export function windowAt(extent: Extent, scrollTop: number): Window {
  const { total, rowHeight, viewport } = extent;
  const { real, height, realRange, range } = heights(extent);
  const scaled = real > height;
  const at = Math.max(0, Math.min(scrollTop, range));
  const virtual = scaled && range > 0 ? (at / range) * realRange : at;
  const first = Math.max(0, Math.floor(virtual / rowHeight) - MARGIN);
  const end = Math.min(total, first + MOST, Math.ceil((virtual + Math.max(0, viewport)) / rowHeight) + MARGIN);
  const shift = scaled ? at - virtual : 0;
  return { height, first, end: Math.max(first, end), top: (index) => index * rowHeight + shift };
}

/** The scroll position that brings a row into sight, as near to the present one as it can be. */
export function scrollTo(extent: Extent, scrollTop: number, index: number): number {
  const { rowHeight, viewport } = extent;
  const { real, height, realRange, range } = heights(extent);
  const scaled = real > height;
  const virtual = scaled && range > 0 ? (scrollTop / range) * realRange : scrollTop;
  const top = index * rowHeight;
  let wanted = virtual;
  if (top < virtual) wanted = top;
  else if (top + rowHeight > virtual + viewport) wanted = top + rowHeight - viewport;
  wanted = Math.max(0, Math.min(wanted, realRange));
  return scaled && realRange > 0 ? (wanted / realRange) * range : wanted;
}

/** The row that a key leads to; undefined where the key is none of ours. */
export function rowByKey(key: string, active: number, { total, rowHeight, viewport }: Extent): number | undefined {
  const page = Math.max(1, Math.floor(viewport / rowHeight) - 1);
  const to: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  const wanted = to[key];
  return wanted === undefined ? undefined : Math.max(0, Math.min(total - 1, wanted));
}
