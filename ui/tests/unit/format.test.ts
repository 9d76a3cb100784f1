// Formatters: what a person reads must be exact.
import { describe, expect, test } from 'vitest';

import * as format from '../../src/messages/format';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers', () => {
  test('thousands are separated', () => expect(format.count(20716)).toBe('20,716'));
  test('a noun follows its number', () => {
    expect(plain(format.counted(1, 'file', 'files'))).toBe('1 file');
    expect(plain(format.counted(0, 'file', 'files'))).toBe('0 files');
  });
  test('a rate that is not zero never reads as zero, nor one that is not whole as whole', () => {
    expect(plain(format.percent(0.0568))).toBe('5.7 %');
    expect(plain(format.percent(0.0001))).toBe('< 0.1 %');
    expect(plain(format.percent(0.99999))).toBe('> 99.9 %');
    expect(plain(format.percent(0))).toBe('0.0 %');
    expect(plain(format.percent(1))).toBe('100.0 %');
  });
  test('bytes have a unit', () => {
    expect(plain(format.bytes(1))).toBe('1 byte');
    expect(plain(format.bytes(999))).toBe('999 bytes');
    expect(plain(format.bytes(999_999))).toBe('1.0 MB');
    expect(plain(format.bytes(1_482_113))).toBe('1.5 MB');
    expect(plain(format.bytes(212_400))).toBe('212 kB');
  });
});

describe('days and periods', () => {
  test('a day that does not exist is none', () => {
    expect(format.parseDay('2025-02-30')).toBeUndefined();
    expect(format.parseDay('2025-2-3')).toBeUndefined();
    expect(format.parseDay(' 2024-02-29 ')).toEqual({ year: 2024, month: 2, day: 29 });
  });
  test('a period says its year once', () => {
    expect(plain(format.period({ from: '2025-01-01', to: '2025-12-31' }))).toBe('1 Jan – 31 Dec 2025');
    expect(plain(format.period({ from: '2024-11-04', to: '2025-01-31' }))).toBe('4 Nov 2024 – 31 Jan 2025');
    expect(plain(format.period({ from: '2025-02-01', to: '2025-02-28' }))).toBe('February 2025');
    expect(plain(format.period({ from: '2024-02-01', to: '2024-02-28' }))).toBe('1 – 28 Feb 2024');
    expect(plain(format.period({ from: '2025-02-01', to: '2025-02-01' }))).toBe('1 Feb 2025');
  });
  test('months have names', () => {
    expect(plain(format.month('2025-09'))).toBe('September 2025');
    expect(format.shortMonth('2025-09')).toBe('Sep');
  });
});

describe('times', () => {
  test('stand in the zone, with its name', () => {
    expect(plain(format.time('2025-02-04T15:02:11Z', 'UTC'))).toBe('4 Feb 2025, 15:02 UTC');
    expect(plain(format.time('2025-02-04T23:30:00Z', 'Europe/Berlin'))).toBe('5 Feb 2025, 00:30 CET');
    expect(plain(format.time('2025-09-04T15:02:00Z', 'Europe/Berlin'))).toBe('4 Sep 2025, 17:02 CEST');
  });
  test('an unknown zone does not break the page', () => {
    expect(plain(format.time('2025-02-04T15:02:11Z', 'Mars/Base'))).toBe('4 Feb 2025, 15:02 UTC');
  });
  test('what is no time is shown as it is', () => expect(format.time('soon', 'UTC')).toBe('soon'));
  test('columns are of one width', () => {
    expect(plain(format.columnTime('2025-03-04T05:02:00Z', 'UTC'))).toBe('04 Mar 05:02');
    expect(plain(format.columnTime('2025-03-04T05:02:00Z', 'UTC', true))).toBe('04 Mar 2025 05:02');
  });
});

describe('spans', () => {
  test('say the two largest units', () => {
    expect(plain(format.span(3 * 3_600_000 + 10 * 60_000))).toBe('3 h 10 min');
    expect(plain(format.span(26 * 3_600_000))).toBe('1 d 2 h');
    expect(plain(format.span(-60_000))).toBe('1 min');
    expect(format.span(10_000)).toBe('less than a minute');
  });
});

test('lists end in and', () => {
  expect(format.list([])).toBe('');
  expect(format.list(['a'])).toBe('a');
  expect(format.list(['a', 'b', 'c'])).toBe('a, b and c');
});
