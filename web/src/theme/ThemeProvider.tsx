import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from '~/components/ErrorBoundary';
import { cssVariables, theme } from './theme';

// Nothing is announced before the page is there. What is said earlier waits in a store.
const Messages = lazy(async () => ({ default: (await import('./Messages')).Messages }));

// The choice of the theme is all that is ever stored in the browser; public/theme.js reads it too.
const colorSchemeManager = localStorageColorSchemeManager({ key: 'orgbilling-theme' });

export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <ErrorBoundary title="Messages cannot be shown">
        <Suspense fallback={null}>
          <Messages />
        </Suspense>
      </ErrorBoundary>
      {children}
    </MantineProvider>
  );
}
