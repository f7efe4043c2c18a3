import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { scopedCss } from './scripts/scopedCss';

// The three pages as React components for an application with a shell of its own. React is the
// host's; everything else comes along, so that the host's versions of it need not fit.
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  publicDir: false,
  css: { postcss: { plugins: [scopedCss] } },
  build: {
    outDir: 'dist-library',
    emptyOutDir: true,
    lib: {
      entry: 'src/library.tsx',
      formats: ['es'],
      fileName: 'orgbilling-web',
      cssFileName: 'orgbilling-web',
    },
    rollupOptions: { external: ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime'] },
  },
});
