import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/**
 * The window's face; `vite build renderer` makes this folder the root. Relative base: the same files are served from `app://` and from `paretoscope serve`.
 * The target is the oldest Chromium of the tests; Vite lowers CSS (`light-dark()`, nesting) to it.
 */
export default defineConfig({
  base: './',
  plugins: [svelte()],
  css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: 114 << 16 } } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    cssTarget: 'chrome114',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
