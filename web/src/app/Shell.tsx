import { Container } from '@mantine/core';
import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { type Me, useMe } from '~/api';
import { ErrorBoundary, ErrorState, Loading } from '~/components';
import { Header } from './Header';
import classes from './shell.module.css';

/** What is around every page of somebody who is signed in. */
export function Shell() {
  const me = useMe();
  if (me.data) return <Frame me={me.data} />;
  return (
    <Container py="xl" component="main">
      {/* Without a session the way leads to sign-in; only other failures are shown. */}
      {me.error && !me.error.needsSignIn ? (
        <ErrorState error={me.error} onRetry={() => void me.refetch()} />
      ) : (
        <Loading what="your account" />
      )}
    </Container>
  );
}

function Frame({ me }: { me: Me }) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    // After a move the keyboard goes on from the new page, and a screen reader says its title.
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <>
      <a href="#main" className="ob-skip">
        Skip to the page
      </a>
      <Header me={me} />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ErrorBoundary key={pathname} title="This page failed">
          <Suspense fallback={<Loading what="the page" />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
    </>
  );
}
