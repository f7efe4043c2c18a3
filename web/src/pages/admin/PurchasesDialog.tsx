import { Button, Group, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { keys, type Schema, staleAfterMoney, useChange, usePagedList } from '~/api';
import { DateText, Dialog, type DialogState, Empty, ErrorState, Loading } from '~/components';
import { Credits, formatCredits, Usd } from '~/money';
import { EndPurchaseForm } from '~/pages/purchases/EndPurchaseForm';
import type { Target } from './actions';
import classes from './admin.module.css';

type Purchase = Schema<'PurchaseResponse'>;

/** What an organization has ordered and not paid; its credits land when it is marked as paid. */
export function PurchasesDialog({ dialog }: { dialog: DialogState<Target> }) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog
      opened={isOpen}
      onClose={close}
      title={`Pending purchases of ${target?.org_name ?? ''}`}
    >
      {target && <Pending orgId={target.org_id} />}
    </Dialog>
  );
}

function Pending({ orgId }: { orgId: string }) {
  const list = usePagedList(
    keys.organization(orgId, 'purchases', 'pending'),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/credits/{org_id}/purchases', {
        params: { path: { org_id: orgId }, query: { status: 'pending', cursor } },
        signal,
      }),
  );
  if (list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.isPending) return <Loading what="the purchases" />;
  if (list.rows.length === 0) {
    return <Empty title="Nothing waits to be paid">What is ordered shows here.</Empty>;
  }
  return (
    <Stack gap="sm">
      <ul className={classes.purchases}>
        {list.rows.map((purchase) => (
          <PendingPurchase key={purchase.id} purchase={purchase} />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="subtle" onClick={list.loadMore} loading={list.isLoadingMore}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

function PendingPurchase({ purchase }: { purchase: Purchase }) {
  const isSent = useRef(false);
  const [isEnding, setIsEnding] = useState(false);
  const change = useChange({
    send: (client, body: { org_id: string; purchase_id: string }) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/mark-paid', {
        params: { path: body },
      }),
    invalidates: staleAfterMoney(purchase.org_id),
    done: () => `${formatCredits(purchase.credits)} credits are in the pool.`,
    failure: 'shown',
  });
  const pay = () => {
    if (isSent.current) return;
    isSent.current = true;
    change.mutate(
      { org_id: purchase.org_id, purchase_id: purchase.id },
      {
        onError: () => {
          isSent.current = false;
        },
      },
    );
  };
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="md">
        <div>
          <Text fw={550}>
            <Credits value={purchase.credits} /> credits for <Usd value={purchase.amount_usd} />
          </Text>
          <Text size="sm" c="dimmed">
            Ordered <DateText value={purchase.created_at} withTime />
            {purchase.reason ? `: ${purchase.reason}` : ''}
          </Text>
        </div>
        {!isEnding && (
          <Group gap="xs" wrap="nowrap">
            <Button
              size="sm"
              variant="default"
              disabled={change.isPending}
              onClick={() => setIsEnding(true)}
            >
              Not paid …
            </Button>
            <Button size="sm" onClick={pay} loading={change.isPending}>
              Mark as paid
            </Button>
          </Group>
        )}
      </Group>
      {isEnding && (
        <EndPurchaseForm purchase={purchase} mayFail onClose={() => setIsEnding(false)} />
      )}
      {change.error && <ErrorState error={change.error} title="Not done" />}
    </li>
  );
}
