// Every screen and state, in both themes and three sizes: accessible, nothing sideways, nothing refused.
import { expect, test } from '@playwright/test';

import { accessible, fits, quiet, watch } from './checks';
import { Shell } from './shell';
import { states } from './states';
import { company } from './themes';

for (const state of states) {
  test(state.name, async ({ page }) => {
    const errors = watch(page);
    const shell = await Shell.play(page, company(state.answers, 'light'), state.count);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(state.at);
    await page.locator('h1').first().waitFor();
    await state.act?.(page);
    await page.waitForTimeout(300);
    expect(await page.locator('body').innerText(), 'words, no code').not.toMatch(/=>|\bundefined\b|\[object |\bNaN\b/);
    await accessible(page);
    for (const [width, height] of [[1920, 1080], [900, 600], [1280, 800]] as const) {
      await page.setViewportSize({ width, height });
      await fits(page);
    }
    // The tree is the same in both themes; only the colours differ.
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
    await page.waitForTimeout(300);
    expect(await ground(), 'the theme is another one').not.toBe(light);
    await accessible(page, true);
    await quiet(page, shell);
    expect(errors, 'the page reports no error').toEqual([]);
  });
}
