// Where the events of a timeline stand: in order, wider apart where more time lies between, and
// never so near that two labels touch. Pure, so that it can be tested.

export interface Placed<T> {
  event: T;
  /** Pixels from the left end of its line. */
  left: number;
  /** Pixels to the next event, or to the end of the line. */
  step: number;
  /** Pixels of them that its label may take. */
  room: number;
}

/** How much wider a long gap is than a short one: the logarithm keeps minutes and weeks on one axis. */
function weight(gap: number): number {
  return Math.log1p(Math.max(0, gap) / 60_000);
}

/**
 * Places events on as many lines as it takes. `least` is the room that a label needs, `most` what
 * it can use.
 */
export function place<T>(events: readonly T[], at: (event: T) => number, width: number, least: number, most: number): Placed<T>[][] {
  const perLine = Math.max(1, Math.floor(width / least));
  const lines: Placed<T>[][] = [];
  const count = Math.ceil(events.length / perLine);
  const each = Math.ceil(events.length / Math.max(1, count));
  for (let first = 0; first < events.length; first += each) {
    lines.push(placeLine(events.slice(first, first + each), at, width, least, most));
  }
  return lines;
}

function placeLine<T>(events: readonly T[], at: (event: T) => number, width: number, least: number, most: number): Placed<T>[] {
  const gaps = events.slice(1).map((event, n) => weight(at(event) - at(events[n] as T)));
  const sum = gaps.reduce((a, b) => a + b, 0);
  const spare = Math.max(0, width - events.length * least);
  let left = 0;
  return events.map((event, n) => {
    const gap = gaps[n];
    const step = gap === undefined ? Math.max(least, width - left) : least + (sum > 0 ? (gap / sum) * spare : spare / Math.max(1, gaps.length));
    const placed = { event, left, step, room: Math.min(step, most) };
    left += step;
    return placed;
  });
}
