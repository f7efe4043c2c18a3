import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { formatMoment, MoneyDialog, planName } from '~/components';
import { useOnOpening } from '~/components/useOnOpening';
import type { Subscription } from '../viewed';

type When = Schema<'SubscriptionCancel'>['at'];

interface CancelDialogProps {
  orgId: string;
  subscription: Subscription;
  opened: boolean;
  onClose: () => void;
}

/** Ends the subscription now, or when the period that is paid for ends. */
export function CancelDialog({ orgId, subscription, opened, onClose }: CancelDialogProps) {
  const [at, setAt] = useState<When>('period_end');
  useOnOpening(opened, () => setAt('period_end'));
  const end = formatMoment(subscription.current_period_end);
  const mutation = useMoneyMutation<
    Schema<'SubscriptionCancel'>,
    Schema<'OrganizationSubscriptionResponse'>
  >({
    orgId,
    send: (client, body) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/cancel', {
        params: { path: { org_id: orgId } },
        body,
      }),
    done: (_, body) =>
      body.at === 'now' ? 'The subscription has ended.' : `The subscription ends on ${end}.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Cancel ${planName(subscription.plan)}`}
      confirm={at === 'now' ? 'End it now' : `End it on ${end}`}
      isDangerous
      mutation={mutation}
      body={{ at }}
      effects={[]}
    >
      <Radio.Group
        label="When does it end?"
        value={at}
        onChange={(chosen) => setAt(chosen as When)}
      >
        <Stack gap="md" mt="sm">
          <Radio
            value="period_end"
            label={`When the period ends, on ${end}`}
            description="Members go on spending until then, and you can still change your mind. Every credit stays in the pool."
          />
          <Radio
            value="now"
            label="Now"
            description="Members can spend nothing from this moment on. Every credit stays in the pool; a new subscription makes it usable again."
          />
        </Stack>
      </Radio.Group>
    </MoneyDialog>
  );
}
