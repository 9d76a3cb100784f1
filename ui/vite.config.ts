// Builds the pages into dist/, which the shell embeds, and previews them under the shell's own
// content security policy so that browser tests see what the shell would refuse.
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const shell = JSON.parse(readFileSync(new URL('../src-tauri/tauri.conf.json', import.meta.url), 'utf8')) as {
  app: { security: { csp: Record<string, string> } };
};

// Only where a page may connect to differs: the shell's own addresses are answered by the tests.
const policy = Object.entries({ ...shell.app.security.csp, 'connect-src': "'self'" })
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  build: {
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: { port: 1420, strictPort: true },
  preview: { headers: { 'Content-Security-Policy': policy } },
  test: { include: ['tests/unit/**/*.test.ts'], environment: 'node' },
});
