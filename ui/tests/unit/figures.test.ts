// The figures of the overview as CSV, and views kept on this computer.
import { expect, test } from 'vitest';

import { figuresAsCsv } from '../../src/features/overview/export';
import { fromAddress, toWords } from '../../src/features/findings/query';
import { overview as words } from '../../src/messages';
import { parseViews } from '../../src/shared/state/kept.svelte';
import { overview } from '../fixtures/overview';

test('every figure is a row with its part and its name', () => {
  const lines = figuresAsCsv(overview()).split('\r\n');
  expect(lines[0]).toBe('Part,Of,Figure,Value');
  expect(lines).toContain('Critical controls,,Failed at least one,39');
  expect(lines).toContain('Outcomes by control,REV-01 Independent review,Fail,22');
  expect(lines).toContain('Outcomes by control,CAT-01 Category,Worst case,0.077889');
  expect(lines).toContain('By service,partner-web,Insufficient evidence,9');
  expect(lines).toContain('Open findings,Critical,> 30 d,7');
  expect(lines).toContain('Emergencies,,Category not known,31');
  expect(lines.some((line) => line.startsWith('What the evidence covers,People (roster),2025-03,') && line.includes('not proven'))).toBe(true);
});

test('no emergency is said to be there only where every category is known', () => {
  expect(words.emergencySentence(0, 0)).toBe('No emergency change in this period.');
  expect(words.emergencySentence(0, 4)).not.toContain('No emergency change');
});

test('an age is read from the address and written into it', () => {
  const query = fromAddress(new URLSearchParams('age=to_30_days'));
  expect(query.age).toBe('to_30_days');
  expect(toWords(query)['age']).toBe('to_30_days');
  expect(fromAddress(new URLSearchParams('age=ancient')).age).toBeNull();
});

test('views that are none are left out', () => {
  expect(parseViews('[{"name":"a","words":"outcome=fail"},{"name":3},null,"x"]')).toEqual([{ name: 'a', words: 'outcome=fail' }]);
  expect(parseViews('nonsense')).toEqual([]);
  expect(parseViews(null)).toEqual([]);
});
