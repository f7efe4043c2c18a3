// What a screen shows instead of figures. Waiting, having nothing and having failed look different,
// because taking one for another costs money.

import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconInbox } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem } from '~/api/problem';
import classes from './components.module.css';

interface LoadingProps {
  /** What is on its way, for who cannot see the bars. */
  what: string;
  /** How many bars, each `height` pixels high. */
  lines?: number;
  height?: number;
}

/** Bars in the place of what is on its way. */
export function Loading({ what, lines = 3, height = 20 }: LoadingProps) {
  return (
    <div role="status" aria-busy="true">
      <span className="ob-only-read">Loading {what} …</span>
      <Stack gap="sm" aria-hidden="true">
        {Array.from({ length: lines }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all the same and never move.
          <Skeleton key={at} height={height} radius="md" />
        ))}
      </Stack>
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  /** What one can do about it. */
  action?: ReactNode;
}

/** There is nothing, and that is known. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <IconInbox size={28} stroke={1.5} aria-hidden="true" />
      <Text fw={600} c="var(--mantine-color-text)">
        {title}
      </Text>
      {children && <Text size="sm">{children}</Text>}
      {action}
    </div>
  );
}

interface ErrorStateProps {
  error: unknown;
  /** What could not be shown: "The pool could not be loaded". */
  title?: string;
  onRetry?: () => void;
}

/** It failed, for the reason that the server gave. */
export function ErrorState({
  error,
  title = 'This could not be loaded',
  onRetry,
}: ErrorStateProps) {
  const problem = asProblem(error);
  return (
    <div role="alert" className={classes.error}>
      <IconAlertTriangle size={22} color="var(--ob-bad)" aria-hidden="true" />
      <div className={classes.errorText}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="sm">{problem.message}</Text>
      </div>
      {onRetry && (
        <Button variant="default" size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface QueryViewProps<Data> {
  query: UseQueryResult<Data, Error>;
  /** What is loaded: "your organizations". */
  what: string;
  /** In place of the default bars. */
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** A query's outcome: bars, the failure, or `children` with the data. */
export function QueryView<Data>({ query, what, loading, children }: QueryViewProps<Data>) {
  // Data that were read before stay on the screen when reading them again fails.
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    const title = `${what.charAt(0).toUpperCase()}${what.slice(1)} could not be loaded`;
    return <ErrorState error={query.error} title={title} onRetry={() => void query.refetch()} />;
  }
  return loading ?? <Loading what={what} />;
}
