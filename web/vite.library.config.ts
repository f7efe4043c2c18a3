import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, esmExternalRequirePlugin } from 'vite';
import { scopedCss } from './scripts/scopedCss';

const REACT = ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime'];

// The three pages as React components for an application with a shell of its own. React is the
// host's; everything else comes along, so that the host's versions of it need not fit.
export default defineConfig({
  // Some of what comes along still asks for React by `require`, which a browser does not have.
  plugins: [react(), esmExternalRequirePlugin({ external: REACT })],
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
  },
});
