import { Button, Group, Text } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import type { PagedList } from '~/api';
import { DateText, ErrorBoundary, ErrorState, Loading } from '~/components';
import { Credits } from '~/money';
import classes from '../organization.module.css';
import type { CreditRequest, Viewed } from '../viewed';
import { RequestStatus } from './RequestStatus';

// Its fields are needed only where somebody waits.
const RequestDecision = lazy(async () => ({
  default: (await import('./RequestDecision')).RequestDecision,
}));

interface RequestListProps {
  viewed: Viewed;
  list: PagedList<CreditRequest>;
  empty: ReactNode;
}

/** Requests one below the other; who waits can be answered in the same place. */
export function RequestList({ viewed, list, empty }: RequestListProps) {
  if (list.isPending && !list.error) return <Loading what="the requests" lines={2} height={48} />;
  if (list.error) {
    return (
      <ErrorState
        error={list.error}
        title="The requests could not be loaded"
        onRetry={list.retry}
      />
    );
  }
  if (list.rows.length === 0) return empty;
  return (
    <>
      <ul className={classes.rows}>
        {list.rows.map((request) => (
          <li key={request.id}>
            <Asked request={request} />
            {request.status === 'pending' && viewed.data.organization.is_managed && (
              <ErrorBoundary title="The answer cannot be given here">
                <Suspense fallback={<Loading what="the answer" lines={1} height={62} />}>
                  <RequestDecision viewed={viewed} request={request} />
                </Suspense>
              </ErrorBoundary>
            )}
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="subtle" onClick={list.loadMore} loading={list.isLoadingMore}>
          Show more
        </Button>
      )}
    </>
  );
}

function Asked({ request }: { request: CreditRequest }) {
  const { decided_credits: given } = request;
  return (
    <div className={classes.row}>
      <div className={classes.rowText}>
        <Text>
          <strong>{request.user_name}</strong> asks for{' '}
          <strong>
            <Credits value={request.requested_credits} />
          </strong>{' '}
          more
        </Text>
        <Text size="sm">“{request.reason}”</Text>
        <Text size="sm" c="dimmed">
          <DateText value={request.created_at} withTime />
          {' · '}
          <Credits value={request.remaining_credits} /> of{' '}
          <Credits value={request.allocated_credits} /> left
          {request.decision_note && ` · Answer: ${request.decision_note}`}
        </Text>
      </div>
      <Group gap="sm">
        {given !== null && (
          <Text size="sm">
            <Credits value={given} /> given
          </Text>
        )}
        {request.status !== 'pending' && <RequestStatus status={request.status} />}
      </Group>
    </div>
  );
}
