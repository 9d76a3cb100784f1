// Browser tests: the built pages in Chromium, with the shell's commands answered by the tests.
import { defineConfig } from '@playwright/test';

/** A port of this run's own; the processes of one run find it in the environment. */
const port = (process.env['CHANGEPROOF_UI_PORT'] ??= String(20_000 + (process.pid % 20_000)));

export default defineConfig({
  testDir: './tests/e2e',
  outputDir: './test-results',
  reporter: [['list']],
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    },
  },
  webServer: {
    // The pages as they were built last: `npm run build` comes before.
    command: `npx vite preview --port ${port} --strictPort --host 127.0.0.1`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
});
