// Windowing: only what is in sight, every row reachable, also beyond what web views can lay out.
import { describe, expect, test } from 'vitest';

import { rowByKey, scrollTo, TALLEST, windowAt } from '../../src/shared/table/windowing';

const extent = (total: number) => ({ total, rowHeight: 36, viewport: 700 });

describe('a list that fits', () => {
  test('draws what is in sight and a margin', () => {
    const shown = windowAt(extent(1000), 3600);
    expect(shown.height).toBe(36_000);
    expect(shown.first).toBe(94);
    expect(shown.end).toBe(126);
    expect(shown.top(100)).toBe(3600);
  });
  test('draws nothing of nothing', () => {
    const shown = windowAt(extent(0), 0);
    expect([shown.height, shown.first, shown.end]).toEqual([0, 0, 0]);
  });
  test('never draws more than 200 rows, even where the layout is broken', () => {
    const shown = windowAt({ total: 100_000, rowHeight: 36, viewport: 9_000_000 }, 0);
    expect(shown.end - shown.first).toBe(200);
  });
  test('a viewport without height draws the margin only', () => {
    const shown = windowAt({ total: 100, rowHeight: 36, viewport: 0 }, 0);
    expect(shown.end).toBeLessThanOrEqual(6);
  });
});

describe('a list that is too tall', () => {
  const tall = extent(2_000_000);
  test('stays below the clamp', () => expect(windowAt(tall, 0).height).toBe(TALLEST));
  test('the last row stands at the end of the spacer', () => {
    const end = TALLEST - tall.viewport;
    const shown = windowAt(tall, end);
    expect(shown.end).toBe(2_000_000);
    expect(shown.top(1_999_999) + 36).toBeCloseTo(TALLEST, 3);
  });
  test('every row can be brought into sight', () => {
    for (const index of [0, 1, 931_000, 1_234_567, 1_999_999]) {
      const at = scrollTo(tall, 0, index);
      const shown = windowAt(tall, at);
      expect(shown.first).toBeLessThanOrEqual(index);
      expect(shown.end).toBeGreaterThan(index);
      const top = shown.top(index) - at;
      expect(top).toBeGreaterThanOrEqual(-0.01);
      expect(top + 36).toBeLessThanOrEqual(tall.viewport + 0.01);
    }
  });
});

describe('keys', () => {
  const list = extent(100);
  test('move and stop at the ends', () => {
    expect(rowByKey('ArrowDown', 99, list)).toBe(99);
    expect(rowByKey('ArrowUp', 0, list)).toBe(0);
    expect(rowByKey('PageDown', 0, list)).toBe(18);
    expect(rowByKey('Home', 50, list)).toBe(0);
    expect(rowByKey('End', 50, list)).toBe(99);
  });
  test('others are not ours', () => expect(rowByKey('a', 5, list)).toBeUndefined());
});

test('scrolling moves no further than it must', () => {
  expect(scrollTo(extent(100), 360, 12)).toBe(360);
  expect(scrollTo(extent(100), 360, 5)).toBe(180);
  expect(scrollTo(extent(100), 0, 30)).toBe(31 * 36 - 700);
});
