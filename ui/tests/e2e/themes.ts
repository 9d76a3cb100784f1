// The same answers under a chosen theme.
import type { AppView } from '../../src/ipc/types';
import { app } from '../fixtures/company';
import type { Answers } from './shell';

/** Puts a theme into the settings that the app starts with. */
export function company(answers: Partial<Answers> | undefined, theme: 'light' | 'dark'): Partial<Answers> {
  const start = (answers?.app_view as (() => AppView) | undefined) ?? (() => app());
  return { ...answers, app_view: () => ({ ...start(), settings: { theme, density: 'comfortable', lock_after: '15', notices: 'off' } }) };
}
