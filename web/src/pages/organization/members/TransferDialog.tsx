import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { onceKnown, type Schema, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { MoneyDialog, transferEffects } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toMicros } from '~/money';
import type { Allocation, Viewed } from '../viewed';
import { type Chosen, MemberPicker } from './MemberPicker';

type TransferRequest = Schema<'TransferRequest'>;
type Transferred = Schema<'MemberTransferResponse'>;

interface TransferDialogProps {
  viewed: Viewed;
  /** Whose credits are given. */
  allocation: Allocation;
  opened: boolean;
  onClose: () => void;
}

/** Gives what a member has free to another member. */
export function TransferDialog({ viewed, allocation, opened, onClose }: TransferDialogProps) {
  const { orgId } = viewed;
  const amount = useAmount();
  const [receiver, setReceiver] = useState<Chosen | null>(null);
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    amount.write(null);
    setReceiver(null);
    setReason('');
  });
  const free = toMicros(allocation.remaining_credits);
  const credits = amount.micros;
  const body: TransferRequest | null =
    opened && receiver && credits !== null
      ? {
          to_user_id: receiver.userId,
          credits: toAmount(credits),
          reason: reason.trim() || null,
        }
      : null;
  const { preview, mutation } = useTransfer(orgId, allocation.user_id, body, onClose);
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Transfer credits from ${allocation.user_name}`}
      confirm={
        credits === null
          ? 'Transfer'
          : `Transfer ${formatCredits(credits)} credits${amount.inWords}`
      }
      mutation={mutation}
      body={onceKnown(preview, body)}
      effects={transferEffects(preview.effects)}
      preview={preview}
    >
      <MemberPicker
        orgId={orgId}
        label="To"
        except={allocation.user_id}
        chosen={receiver}
        onChoose={setReceiver}
      />
      <AmountInput
        label="How many"
        description={`${allocation.user_name} has ${formatCredits(free)} free. The next resets bring as much less to the one, and more to the other.`}
        field={amount}
        error={preview.refusal}
      />
      <TextInput
        label="Reason (optional)"
        value={reason}
        maxLength={NOTE_CHARACTERS_MAX}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}

/** What giving credits of a member away would do, and doing it. */
function useTransfer(
  orgId: string,
  giver: string,
  body: TransferRequest | null,
  onClose: () => void,
) {
  const path = { org_id: orgId, user_id: giver };
  const preview = usePreview({
    orgId,
    verb: `transfer ${giver}`,
    body: body && { ...body, reason: null },
    send: (client, sent, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/transfer', {
        params: { path, query },
        body: sent,
        signal,
      }),
  });
  const mutation = useMoneyMutation<TransferRequest, Transferred>({
    orgId,
    send: (client, sent, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/transfer', {
        params: { path, header },
        body: sent,
      }),
    done: ({ credits, allocation, to_allocation: taker }) =>
      `${allocation.user_name} gave ${formatCredits(credits)} credits. ` +
      `${taker.user_name} has ${formatCredits(taker.remaining_credits)} left now.`,
    onSuccess: onClose,
  });
  return { preview, mutation };
}
