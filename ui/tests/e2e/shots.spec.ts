// Pictures of every screen and state, for people to look at. Run with SHOTS=folder.
import { test } from '@playwright/test';

import { company } from './themes';
import { Shell } from './shell';
import { states } from './states';

const folder = process.env['SHOTS'];
const only = process.env['ONLY'];
const sizes = (process.env['SIZES'] ?? '1440x900').split(',');
const themes = (process.env['THEMES'] ?? 'light,dark').split(',') as ('light' | 'dark')[];

test.skip(!folder, 'pictures are taken on demand');
for (const theme of themes) {
  for (const size of sizes) {
    for (const state of states) {
      if (only && !new RegExp(only).test(state.name)) continue;
      test(`${state.name} ${theme} ${size}`, async ({ page }) => {
        const [width, height] = size.split('x').map(Number);
        await page.setViewportSize({ width: width ?? 1440, height: height ?? 900 });
        await page.emulateMedia({ colorScheme: theme });
        await Shell.play(page, company(state.answers, theme), state.count);
        await page.goto(state.at);
        await page.locator('h1').first().waitFor();
        await state.act?.(page);
        await page.waitForTimeout(350);
        await page.screenshot({ path: `${folder}/${state.name}-${theme}${sizes.length > 1 ? `-${size}` : ''}.png` });
      });
    }
  }
}
