import { Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId, useState } from 'react';
import { keys, onceKnown, type Schema, useMoneyMutation, usePagedList, usePreview } from '~/api';
import {
  Badge,
  Card,
  DateText,
  Dialog,
  ErrorState,
  MoneyDialog,
  poolEffects,
  useDialog,
} from '~/components';
import { Credits, formatCredits, formatUsd, Usd } from '~/money';
import { EndPurchaseForm } from '~/pages/purchases/EndPurchaseForm';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';

type Purchase = Schema<'PurchaseResponse'>;

/** Credits that are ordered and not paid yet; nothing where there are none. */
export function PendingPurchases({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const { orgId } = viewed;
  const [chosen, setChosen] = useState<Purchase | null>(null);
  const [isPaying, pay] = useDisclosure(false);
  const ending = useDialog<Purchase>();
  const purchases = usePagedList(
    keys.organization(orgId, 'purchases', 'pending'),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/credits/{org_id}/purchases', {
        params: { path: { org_id: orgId }, query: { status: 'pending', cursor } },
        signal,
      }),
  );
  if (purchases.error) {
    return (
      <ErrorState
        error={purchases.error}
        title="The purchases could not be loaded"
        onRetry={purchases.retry}
      />
    );
  }
  if (purchases.rows.length === 0) return null;
  const choose = (purchase: Purchase) => {
    setChosen(purchase);
    pay.open();
  };
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        Purchases that wait for payment
      </Title>
      <ul className={classes.rows}>
        {purchases.rows.map((purchase) => (
          <li key={purchase.id} className={classes.row}>
            <div className={classes.rowText}>
              <Text fw={550}>
                <Credits value={purchase.credits} /> credits for <Usd value={purchase.amount_usd} />
              </Text>
              <Text size="sm" c="dimmed">
                Ordered on <DateText value={purchase.created_at} withTime />
                {purchase.reason && `: ${purchase.reason}`}
              </Text>
            </div>
            <Group gap="sm">
              <Badge tone="warn">Pending</Badge>
              {viewed.isSystemAdmin && (
                <Button size="sm" variant="default" onClick={() => choose(purchase)}>
                  Mark as paid
                </Button>
              )}
              <Button
                size="sm"
                variant="subtle"
                aria-label={`Cancel the purchase of ${formatCredits(purchase.credits)} credits`}
                onClick={() => ending.open(purchase)}
              >
                Cancel …
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {purchases.hasMore && (
        <Button variant="subtle" onClick={purchases.loadMore} loading={purchases.isLoadingMore}>
          Show more
        </Button>
      )}
      {chosen && (
        <MarkPaidDialog viewed={viewed} purchase={chosen} opened={isPaying} onClose={pay.close} />
      )}
      <Dialog opened={ending.isOpen} onClose={ending.close} title="Cancel the purchase">
        {ending.target && (
          <EndPurchaseForm
            purchase={ending.target}
            mayFail={viewed.isSystemAdmin}
            onClose={ending.close}
          />
        )}
      </Dialog>
    </Card>
  );
}

interface MarkPaidDialogProps {
  viewed: Viewed;
  purchase: Purchase;
  opened: boolean;
  onClose: () => void;
}

/** Records by hand that a purchase is paid. The server does it once, however often it is asked. */
function MarkPaidDialog({ viewed, purchase, opened, onClose }: MarkPaidDialogProps) {
  const body = opened ? { id: purchase.id } : null;
  const preview = usePreview({
    orgId: viewed.orgId,
    verb: 'mark-paid',
    body,
    send: (client, { id }, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/mark-paid', {
        params: { path: { org_id: viewed.orgId, purchase_id: id }, query },
        signal,
      }),
  });
  const mutation = useMoneyMutation<{ id: string }, Purchase>({
    orgId: viewed.orgId,
    send: (client, { id }) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/mark-paid', {
        params: { path: { org_id: viewed.orgId, purchase_id: id } },
      }),
    done: (paid) => `${formatCredits(paid.credits)} credits are in the pool.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title="Mark the purchase as paid"
      confirm={`${formatUsd(purchase.amount_usd)} was paid`}
      mutation={mutation}
      body={onceKnown(preview, body)}
      effects={poolEffects(preview.effects)}
      preview={preview}
    >
      {preview.refusal && <Text c="var(--ob-bad)">{preview.refusal}</Text>}
    </MoneyDialog>
  );
}
