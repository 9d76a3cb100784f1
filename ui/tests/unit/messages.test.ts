// The catalogue: plain words, sentence case, nothing loud.
import { expect, test } from 'vitest';

import * as catalogue from '../../src/messages';

/** Every text of the catalogue; functions are called with samples. */
function texts(value: unknown, path: string, found: [string, string][] = []): [string, string][] {
  if (typeof value === 'string') found.push([path, value]);
  else if (typeof value === 'function') {
    const sample = path === 'overview.sentence' ? [{ deployments: 3, met: 1, failed: 1, undecided: 1, pending: 2 }] : ['sample', 2025, 2];
    const numbers = path === 'overview.sentence' ? sample : [3, 2, 1];
    for (const args of [sample, numbers]) {
      const answer = (value as (...args: unknown[]) => unknown)(...args);
      texts(answer, `${path}()`, found);
    }
  } else if (Array.isArray(value)) value.forEach((one, n) => texts(one, `${path}[${n}]`, found));
  else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) if (key !== 'figure') texts(one, path ? `${path}.${key}` : key, found);
  return found;
}

const { format: _, plainMessage, remedyFor, ...words } = catalogue;
const all = texts(words, '');

test('there are texts, and none is empty', () => {
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter(([, text]) => text === '')).toEqual([]);
});

test('nothing shouts, apologises or cheers', () => {
  expect(all.filter(([, text]) => /!|\boops\b|\bsorry\b|\bplease\b|\bgreat\b|\bawesome\b|\bsuccessfully\b/i.test(text))).toEqual([]);
});

test('quotes and ellipses are typographic', () => {
  expect(all.filter(([, text]) => /\w'\w|\.\.\./.test(text))).toEqual([]);
});

test('sentence case: no second word with a capital but for names', () => {
  const names = new Set(['NaN', 'SHA-256', 'CSV', 'JSON', 'Excel', 'ZIP', 'PDF', 'GitHub', 'Jira', 'Letter', 'Imports', 'Settings', 'Ctrl', 'K', 'L', 'Lock', 'Changeproof', 'I', 'Europe/Berlin', 'Feb', 'N/A']);
  const wrong = all.filter(([, text]) => {
    const [, ...rest] = text.split(/(?<=[.:?]\s)|[–·]/)[0]?.split(/\s+/) ?? [];
    return rest.some((word) => /^[A-Z][a-z]/.test(word) && !names.has(word.replace(/[.,:…]/g, '')));
  });
  expect(wrong).toEqual([]);
});

test('the sentence of the overview is made of its figures', () => {
  const read = (figures: Record<catalogue.CriticalFigure, number>) => catalogue.overview.sentence(figures).map((part) => (typeof part === 'string' ? part : part.text)).join('');
  expect(read({ deployments: 398, met: 328, failed: 39, undecided: 31, pending: 0 })).toBe('Of 398 production deployments, 328 met every critical control, 39 did not, and 31 cannot be judged yet because evidence is missing.');
  expect(read({ deployments: 1, met: 1, failed: 0, undecided: 0, pending: 0 })).toBe('Of 1 production deployment, 1 met every critical control and 0 did not.');
  expect(read({ deployments: 0, met: 0, failed: 0, undecided: 0, pending: 0 })).toBe('No production deployments in this period.');
});

test('no message sends a person to the command line', () => {
  expect(plainMessage('workspace_damaged', "The workspace is damaged: page 12 differs. Run 'changeproof verify' on it, and restore a copy.")).toBe('The workspace is damaged: page 12 differs.');
  expect(plainMessage('workspace_missing', "There is no workspace at /a.b/c.changeproof. Make one with 'changeproof init'.")).toBe('There is no workspace at /a.b/c.changeproof.');
  expect(plainMessage('period_not_evaluated', "No evaluation covers 2025-01-01 to 2025-12-31. Run 'changeproof evaluate x.y --from 2025-01-01 --to 2025-12-31' first.")).not.toContain('changeproof');
  expect(plainMessage('no_suggested_link', "No link to CHG-7 is suggested for this deployment. 'changeproof links' lists links with their state; what records tell is cut.")).toBe('No link to CHG-7 is suggested for this deployment.');
  expect(plainMessage('file_gone', 'a.json is not there any more.')).toBe('a.json is not there any more.');
  expect(remedyFor('not_evaluated')).toBeDefined();
  expect(plainMessage('sign_in_needed', 'Say who you are.')).toContain('nobody is signed in');
  expect(remedyFor('sign_in_needed')).toBe('Sign in.');
});
