import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env.ORGBILLING_URL ?? 'http://127.0.0.1:8084';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // Into the Python package, which serves it and carries it in its wheel.
    outDir: '../src/orgbilling/web/static',
    emptyOutDir: true,
    manifest: true,
    // Small files inlined as data: addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    // Charts are large and load on their own; `npm run size` watches what comes before them.
    chunkSizeWarningLimit: 700,
  },
  server: {
    // The server refuses writes whose Origin is not its own, so the proxy keeps Host as it is.
    proxy: { '/api': { target: api, changeOrigin: false } },
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
  },
});
