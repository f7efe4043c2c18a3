import { Text } from '@mantine/core';
import { type Schema, useMoneyMutation } from '~/api';
import { MoneyDialog, planName } from '~/components';
import type { Subscription } from '../viewed';

interface KeepPlanDialogProps {
  orgId: string;
  subscription: Subscription;
  opened: boolean;
  onClose: () => void;
}

/** Withdraws a cancellation, or a change that waits for the end of the period. */
export function KeepPlanDialog({ orgId, subscription, opened, onClose }: KeepPlanDialogProps) {
  const name = planName(subscription.plan);
  const mutation = useMoneyMutation<
    Schema<'SubscriptionChange'>,
    Schema<'SubscriptionChangeResponse'>
  >({
    orgId,
    send: (client, body, header) =>
      client.PUT('/api/v1/org-billing/subscriptions/{org_id}/upgrade', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: () => `${name} goes on as before.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Keep ${name}`}
      confirm={`Keep ${name}`}
      mutation={mutation}
      body={{ subscription_plan: subscription.plan, billing_cycle: subscription.billing_cycle }}
      effects={[]}
    >
      <Text>
        {subscription.cancel_at
          ? 'The cancellation is withdrawn: the subscription renews when the period ends.'
          : 'The pending change is withdrawn: the subscription renews as it is.'}{' '}
        Nothing is charged now.
      </Text>
    </MoneyDialog>
  );
}
