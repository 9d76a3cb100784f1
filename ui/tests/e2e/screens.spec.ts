// Every screen and state, in both themes and two sizes: accessible, nothing sideways, nothing refused.
import { expect, test } from '@playwright/test';

import { accessible, fits, quiet, watch } from './checks';
import { Shell } from './shell';
import { states } from './states';
import { company } from './themes';

for (const theme of ['light', 'dark'] as const) {
  for (const state of states) {
    test(`${state.name}, ${theme}`, async ({ page }) => {
      const errors = watch(page);
      const shell = await Shell.play(page, company(state.answers, theme), state.count);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(state.at);
      await page.locator('h1').first().waitFor();
      await state.act?.(page);
      await page.waitForTimeout(300);
      expect(await page.locator('body').innerText(), 'words, no code').not.toMatch(/=>|\bundefined\b|\[object |\bNaN\b/);
      // The tree is the same in both themes; the second time only the colours can differ.
      await accessible(page, theme === 'dark');
      for (const [width, height] of [[1280, 800], [1920, 1080], [900, 600]] as const) {
        await page.setViewportSize({ width, height });
        await fits(page);
      }
      await quiet(page, shell);
      expect(errors, 'the page reports no error').toEqual([]);
    });
  }
}
