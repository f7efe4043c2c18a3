// Chooses the theme before the first paint, so that a dark screen never flashes white. The key is
// the one that src/theme/ThemeProvider.tsx stores the choice under.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('orgbilling-theme');
  } catch {
    // Storage may be forbidden; the system's preference decides then.
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
