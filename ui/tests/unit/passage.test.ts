// Originals: the value is cut out where it stands, and no sign can reorder or hide text.
import { expect, test } from 'vitest';

import { pieces, visible } from '../../src/features/explain/passage';

test('the value is a piece of its own', () => {
  expect(pieces('{"a": "x"}', 6, 9)).toEqual([
    { text: '{"a": ', value: false },
    { text: '"x"', value: true },
    { text: '}', value: false },
  ]);
  expect(pieces('x', 0, 1)).toEqual([{ text: 'x', value: true }]);
});

test('without a stretch, or with one that does not fit, the record stays whole', () => {
  for (const [start, end] of [[null, null], [3, null], [4, 2], [0, 99], [-1, 2]] as const) {
    expect(pieces('record', start, end)).toEqual([{ text: 'record', value: false }]);
  }
});

test('signs that reorder or hide are written out, others are left as they are', () => {
  expect(visible('a\u202Eb\u2066c\u200F\u0000')).toBe('a\\u202Eb\\u2066c\\u200F\\u0000');
  expect(visible('tab\tline\n\u062e\u062f\u0645\u0629 \u00e9')).toBe('tab\tline\n\u062e\u062f\u0645\u0629 \u00e9');
});
