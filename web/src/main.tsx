import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { setPageLocale } from './locale/pageLocale';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');
document.documentElement.lang = setPageLocale(navigator.languages);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
