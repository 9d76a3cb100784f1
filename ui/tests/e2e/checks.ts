// What must hold on every screen in every state.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

import type { Shell } from './shell';

/** What axe finds, one line each. */
async function findings(page: Page, colours: boolean): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (colours) axe.withRules(['color-contrast', 'link-in-text-block']);
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const { violations } = await axe.analyze();
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}) ${nodes.length}×: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.replaceAll('\n', ' ').slice(0, 260)}`);
}

/** `colours`: only what depends on the theme. */
export async function accessible(page: Page, colours = false): Promise<void> {
  expect(await findings(page, colours), 'axe finds nothing').toEqual([]);
}

/** No sideways scrolling of the page, the content, or anything that is not meant to. */
export async function fits(page: Page): Promise<void> {
  const wide = () => page.evaluate(() => {
    const bad: string[] = [];
    for (const element of [document.documentElement, document.body, ...document.querySelectorAll('main, [role="dialog"], .sidebar')]) {
      if (element.scrollWidth > element.clientWidth + 1) bad.push(`${element.tagName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`);
    }
    return bad;
  });
  // A page that was just made narrower is laid out anew.
  await expect.poll(wide, 'nothing scrolls sideways').toEqual([]);
}

/** The content security policy refused nothing, and no imported text ran. */
export async function quiet(page: Page, shell: Shell): Promise<void> {
  expect(await shell.violations(), 'the content security policy refuses nothing').toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { __pwned?: number }).__pwned), 'no imported text runs').toBeUndefined();
}

/** Errors of the page itself. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  return errors;
}
