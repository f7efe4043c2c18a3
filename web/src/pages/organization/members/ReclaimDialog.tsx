import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { MoneyDialog } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toDecimal } from '~/money';
import type { Allocation, Viewed } from '../viewed';
import { afterReclaiming, freeOf } from './allocationEffects';
import { wordsOfRefusal } from './refusals';

type ReclaimRequest = Schema<'ReclaimRequest'>;

interface ReclaimDialogProps {
  viewed: Viewed;
  allocation: Allocation;
  opened: boolean;
  onClose: () => void;
}

/** Takes what a member has free back into the pool. */
export function ReclaimDialog({ viewed, allocation, opened, onClose }: ReclaimDialogProps) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    setText('');
    setReason('');
  });
  const holding = { ...allocation, name: allocation.user_name };
  const free = freeOf(holding);
  const credits = amountOf(text);
  const outcome =
    credits === null
      ? null
      : afterReclaiming(holding, viewed.data.credit_pool.available_credits, credits);
  const mutation = useMoneyMutation<ReclaimRequest, Allocation>({
    orgId: viewed.orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/reclaim', {
        params: { path: { org_id: viewed.orgId, user_id: allocation.user_id }, header },
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
      confirm={credits === null ? 'Reclaim' : `Reclaim ${formatCredits(credits)} credits`}
      mutation={mutation}
      body={
        credits === null || outcome?.refusal
          ? null
          : { credits: toAmount(credits), reason: reason.trim() || null }
      }
      effects={outcome?.effects ?? []}
    >
      <CreditsInput
        label="How many"
        description={`${allocation.user_name} has ${formatCredits(free)} free. What is taken back does not come again at the next reset.`}
        text={text}
        onText={setText}
        error={wordsOfRefusal(outcome?.refusal, viewed, holding)}
        autoFocus
      />
      <Button
        size="compact-sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        onClick={() => setText(toDecimal(free))}
      >
        All that is free
      </Button>
      <TextInput
        label="Reason (optional)"
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}
