// The timeline: in order, never overlapping, on as many lines as it takes.
import { expect, test } from 'vitest';

import { place } from '../../src/shared/timeline/placing';

const MINUTE = 60_000;
const at = (n: number) => n;

test('events that are minutes and weeks apart do not overlap and fill the line', () => {
  const times = [0, MINUTE, 2 * MINUTE, 20_160 * MINUTE, 20_161 * MINUTE];
  const [line] = place(times, at, 900, 110, 200);
  const lefts = (line ?? []).map(({ left }) => left);
  for (let n = 1; n < lefts.length; n += 1) expect((lefts[n] ?? 0) - (lefts[n - 1] ?? 0)).toBeGreaterThanOrEqual(110);
  expect(lefts[0]).toBe(0);
  expect((lefts.at(-1) ?? 0) + 110).toBeLessThanOrEqual(900.01);
});

test('too many events take several lines', () => {
  const lines = place(Array.from({ length: 40 }, (_, n) => n * MINUTE), at, 900, 110, 200);
  expect(lines).toHaveLength(5);
  expect(lines.flat()).toHaveLength(40);
});

test('events at the same time stand side by side', () => {
  const [line] = place([5, 5, 5], at, 900, 110, 200);
  expect(new Set((line ?? []).map(({ left }) => left)).size).toBe(3);
});

test('a narrow window still places one a line', () => {
  expect(place([1, 2, 3], at, 40, 110, 200)).toHaveLength(3);
});

test('no events take no line', () => expect(place([], at, 900, 110, 200)).toEqual([]));
