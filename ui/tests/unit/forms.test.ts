// Forms and tables: days of periods, options of files, CSV that no spreadsheet runs.
import { describe, expect, test } from 'vitest';

import { touches, years } from '../../src/features/frame/periods';
import { check, toOptions, toTexts } from '../../src/features/imports/options';
import { KINDS, kindName } from '../../src/features/packs/kinds';
import { packs } from '../../src/messages';
import { csv } from '../../src/shared/csv';

describe('periods', () => {
  test('years with data, the latest first, with their quarters', () => {
    const found = years({ from: '2024-11-04', to: '2025-12-30' });
    expect(found.map(({ year }) => year)).toEqual([2025, 2024]);
    expect(found[0]?.quarters).toEqual([
      { from: '2025-01-01', to: '2025-03-31' },
      { from: '2025-04-01', to: '2025-06-30' },
      { from: '2025-07-01', to: '2025-09-30' },
      { from: '2025-10-01', to: '2025-12-31' },
    ]);
  });
  test('no data, no years', () => expect(years(null)).toEqual([]));
  test('a span of centuries is cut', () => expect(years({ from: '0001-01-01', to: '2025-01-01' })).toHaveLength(12));
  test('touching counts both ends', () => {
    expect(touches({ from: '2025-01-01', to: '2025-03-31' }, { from: '2025-03-31', to: '2025-04-01' })).toBe(true);
    expect(touches({ from: '2025-01-01', to: '2025-03-30' }, { from: '2025-03-31', to: '2025-04-01' })).toBe(false);
  });
});

describe('kinds of packs', () => {
  test('each that the form makes has a name of its own and says what it is for', () => {
    expect(new Set(KINDS.map(kindName)).size).toBe(KINDS.length);
    for (const kind of KINDS) {
      expect(kindName(kind)).not.toBe(kind);
      expect(packs.kindHint[kind].length).toBeGreaterThan(0);
    }
  });
  test('a dossier has a name too, and a kind that is not known keeps that of the log', () => {
    expect(kindName('change')).toBe('Change dossier');
    expect(kindName('of later')).toBe('of later');
  });
});

describe('options of a file', () => {
  const none = toTexts({ format: null, zone: null, covers: null, expected_rows: null, exported_at: null, query: null, service: null, repository: null });
  test('nothing said is nothing wrong and says nothing', () => {
    expect(check(none, [])).toEqual({});
    expect(Object.values(toOptions(none)).every((value) => value === null)).toBe(true);
  });
  test('one day alone, a wrong order, a wrong number, zone and time are told', () => {
    expect(Object.keys(check({ ...none, from: '2025-01-01' }, []))).toEqual(['to']);
    expect(Object.keys(check({ ...none, from: '2025-02-01', to: '2025-01-01' }, []))).toEqual(['to']);
    expect(Object.keys(check({ ...none, rows: '4.5', zone: 'Mars', exported: 'soon' }, ['UTC']))).toEqual(['rows', 'exported', 'zone']);
  });
  test('a time of export names its offset, as the shell wants it', () => {
    for (const exported of ['2026-01-02T09:00:00Z', '2026-01-02T10:00:00+01:00', '2026-01-02T09:00:00.5Z']) expect(check({ ...none, exported }, [])).toEqual({});
    for (const exported of ['2026-01-02T09:00', '2026-01-02T09:00:00', '2026-01-02', '2026-13-02T09:00:00Z']) expect(Object.keys(check({ ...none, exported }, []))).toEqual(['exported']);
  });
  test('there and back is the same', () => {
    const options = { format: 'x', zone: 'UTC', covers: { from: '2025-01-01', to: '2025-12-31' }, expected_rows: 9, exported_at: '2026-01-02T09:00:00Z', query: 'q', service: 's', repository: 'o/n' };
    expect(toOptions(toTexts(options))).toEqual(options);
  });
});

test('CSV quotes what it must and defuses formulas', () => {
  expect(csv(['a', 'b'], [['x,y', '=1+1'], ['"q"', '-5'], ['-5.7', '@x']])).toBe('a,b\r\n"x,y",\'=1+1\r\n"""q""",-5\r\n-5.7,\'@x');
});
