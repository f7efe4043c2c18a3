import { type ReactNode, useCallback, useMemo } from 'react';
import { BrowserRouter, Link, useNavigate } from 'react-router';
import { ApiProvider } from '~/api';
import { ErrorBoundary } from '~/components';
import { type LinkProps, NavigationContext, ownPlaces } from '~/navigation/Navigation';
import { ThemeProvider } from '~/theme/ThemeProvider';
import { Pages } from './routes';

export function App() {
  return (
    <ThemeProvider>
      <BrowserRouter>
        <WithRouter>
          <ErrorBoundary title="This page failed">
            <Pages />
          </ErrorBoundary>
        </WithRouter>
      </BrowserRouter>
    </ThemeProvider>
  );
}

function RouterLink({ href, ...rest }: LinkProps) {
  return <Link to={href} {...rest} />;
}

/** Lets pages link through our router, and sends whoever is not signed in to sign-in and back. */
function WithRouter({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const navigation = useMemo(
    () => ({
      places: ownPlaces,
      Link: RouterLink,
      go: (href: string) => void navigate(href),
      ownsTitle: true,
    }),
    [navigate],
  );
  const signIn = useCallback(() => {
    const { pathname, search, hash } = window.location;
    if (pathname === '/sign-in') return;
    const here = encodeURIComponent(pathname + search + hash);
    void navigate(`/sign-in?return=${here}`, { replace: true });
  }, [navigate]);
  return (
    <NavigationContext value={navigation}>
      <ApiProvider onSignInNeeded={signIn}>{children}</ApiProvider>
    </NavigationContext>
  );
}
