import { Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { Card, DateText, ErrorState, Loading, lazyDialog } from '~/components';
import { Credits } from '~/money';
import classes from '../organization.module.css';
import type { CreditRequest, Viewed } from '../viewed';
import { RequestStatus } from './RequestStatus';
import { useRequests } from './useRequests';

const AskDialog = lazyDialog(async () => (await import('./AskDialog')).AskDialog);

/** What the member asked for and what became of it; and a way to ask. */
export function OwnRequests({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const [isAsking, ask] = useDisclosure(false);
  const list = useRequests(viewed.orgId, null);
  const isWaiting = viewed.data.own_pending_request !== null;
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <div className={classes.cardHead}>
        <Title order={2} id={titleId}>
          Requests for more
        </Title>
        {!isWaiting && (
          <Button size="sm" onClick={ask.open}>
            Ask for credits
          </Button>
        )}
      </div>
      {list.isPending && !list.error && <Loading what="your requests" lines={2} height={40} />}
      {list.error && (
        <ErrorState
          error={list.error}
          title="Your requests could not be loaded"
          onRetry={list.retry}
        />
      )}
      {!list.isPending && !list.error && list.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          You have not asked for more yet. An administrator approves or declines what you ask for.
        </Text>
      )}
      <ul className={classes.rows}>
        {list.rows.map((request) => (
          <li key={request.id}>
            <Own viewed={viewed} request={request} />
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="subtle" onClick={list.loadMore} loading={list.isLoadingMore}>
          Show more
        </Button>
      )}
      <AskDialog
        orgId={viewed.orgId}
        organizationName={viewed.data.organization.name}
        remaining={viewed.data.own_allocation?.remaining_credits ?? 0}
        opened={isAsking}
        onClose={ask.close}
      />
    </Card>
  );
}

function Own({ viewed, request }: { viewed: Viewed; request: CreditRequest }) {
  const withdrawal = useMoneyMutation<{ id: string }, Schema<'CreditRequestResponse'>>({
    orgId: viewed.orgId,
    send: (client, { id }) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests/{request_id}/withdraw', {
        params: { path: { org_id: viewed.orgId, request_id: id } },
      }),
    done: () => 'The request is withdrawn.',
  });
  const { decided_credits: given } = request;
  return (
    <div className={classes.row}>
      <div className={classes.rowText}>
        <Text>
          <Credits value={request.requested_credits} /> credits
          {given !== null && (
            <>
              {', '}
              <Credits value={given} /> given
            </>
          )}
        </Text>
        <Text size="sm">“{request.reason}”</Text>
        <Text size="sm" c="dimmed">
          <DateText value={request.created_at} withTime />
          {request.decided_by_name && ` · ${request.decided_by_name}`}
          {request.decision_note && `: ${request.decision_note}`}
        </Text>
      </div>
      <Group gap="sm">
        <RequestStatus status={request.status} />
        {request.status === 'pending' && (
          <Button
            size="sm"
            variant="default"
            loading={withdrawal.isPending}
            onClick={() => withdrawal.submit({ id: request.id })}
          >
            Withdraw
          </Button>
        )}
      </Group>
      {withdrawal.error && <ErrorState error={withdrawal.error} title="Not done" />}
    </div>
  );
}
