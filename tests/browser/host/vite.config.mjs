// Bundles the host as any application would: React is its own, the library comes as built.
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const library = process.env.ORGBILLING_LIBRARY;
const react = (name) => ({ find: new RegExp(`^${name}$`), replacement: `${web}node_modules/${name}` });

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: {
    dedupe: ['react', 'react-dom'],
    alias: [
      { find: 'orgbilling-web/style.css', replacement: `${library}/orgbilling-web.css` },
      { find: /^orgbilling-web$/, replacement: `${library}/orgbilling-web.js` },
      react('react'),
      react('react-dom'),
      { find: 'react-dom/client', replacement: `${web}node_modules/react-dom/client.js` },
      { find: 'react/jsx-runtime', replacement: `${web}node_modules/react/jsx-runtime.js` },
    ],
  },
};
