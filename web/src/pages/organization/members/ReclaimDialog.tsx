import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { onceKnown, type Schema, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { MoneyDialog, memberEffects } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toMicros } from '~/money';
import type { Allocation, Viewed } from '../viewed';

type ReclaimRequest = Schema<'ReclaimRequest'>;

interface ReclaimDialogProps {
  viewed: Viewed;
  allocation: Allocation;
  opened: boolean;
  onClose: () => void;
}

/** Takes what a member has free back into the pool. */
export function ReclaimDialog({ viewed, allocation, opened, onClose }: ReclaimDialogProps) {
  const amount = useAmount();
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    amount.write(null);
    setReason('');
  });
  const free = toMicros(allocation.remaining_credits);
  const credits = amount.micros;
  const path = { org_id: viewed.orgId, user_id: allocation.user_id };
  const body =
    !opened || credits === null
      ? null
      : { credits: toAmount(credits), reason: reason.trim() || null };
  const preview = usePreview({
    orgId: viewed.orgId,
    verb: `reclaim ${allocation.user_id}`,
    body: body && { credits: body.credits },
    send: (client, sent, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/reclaim', {
        params: { path, query },
        body: sent,
        signal,
      }),
  });
  const mutation = useMoneyMutation<ReclaimRequest, Allocation>({
    orgId: viewed.orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/reclaim', {
        params: { path, header },
        body,
      }),
    done: (after, body) =>
      `${formatCredits(body.credits)} credits of ${after.user_name} are back in the pool.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Reclaim credits from ${allocation.user_name}`}
      confirm={
        credits === null ? 'Reclaim' : `Reclaim ${formatCredits(credits)} credits${amount.inWords}`
      }
      mutation={mutation}
      body={onceKnown(preview, body)}
      effects={memberEffects(preview.effects)}
      preview={preview}
    >
      <AmountInput
        label="How many"
        description={`${allocation.user_name} has ${formatCredits(free)} free. What is taken back does not come again at the next reset.`}
        field={amount}
        error={preview.refusal}
        autoFocus
      />
      <Button
        size="compact-sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        onClick={() => amount.write(free)}
      >
        All that is free
      </Button>
      <TextInput
        label="Reason (optional)"
        value={reason}
        maxLength={NOTE_CHARACTERS_MAX}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}
