import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { onceKnown, type Schema, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { MoneyDialog, memberEffects } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toMicros } from '~/money';
import type { Allocation, ResetPeriod, Viewed } from '../viewed';
import { RESET_CHOICES } from './resetPeriods';

type SetRequest = Schema<'SetAllocationRequest'>;

interface SetAllocationDialogProps {
  viewed: Viewed;
  allocation: Allocation;
  opened: boolean;
  onClose: () => void;
}

/** Sets what a member has, now and after each reset. */
export function SetAllocationDialog(props: SetAllocationDialogProps) {
  const { viewed, allocation, opened, onClose } = props;
  const amount = useAmount({ least: 0n });
  const [period, setPeriod] = useState<ResetPeriod>(allocation.reset_period);
  const [notes, setNotes] = useState('');
  useOnOpening(opened, () => {
    amount.write(toMicros(allocation.target_credits));
    setPeriod(allocation.reset_period);
    setNotes(allocation.notes ?? '');
  });
  const target = amount.micros;
  const path = { org_id: viewed.orgId, user_id: allocation.user_id };
  const body =
    !opened || target === null ? null : changedBody(allocation, toAmount(target), period, notes);
  const preview = usePreview({
    orgId: viewed.orgId,
    verb: `set ${allocation.user_id}`,
    body: body && { ...body, notes: null },
    send: (client, sent, query, signal) =>
      client.PUT('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}', {
        params: { path, query },
        body: sent,
        signal,
      }),
  });
  const mutation = useMoneyMutation<SetRequest, Allocation>({
    orgId: viewed.orgId,
    send: (client, sent, header) =>
      client.PUT('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}', {
        params: { path, header },
        body: sent,
      }),
    done: (after) =>
      `${after.user_name} has ${formatCredits(after.allocated_credits)} credits allocated.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Change the allocation of ${allocation.user_name}`}
      confirm={
        target === null ? 'Change' : `Set to ${formatCredits(target)} credits${amount.inWords}`
      }
      mutation={mutation}
      body={onceKnown(preview, body)}
      effects={memberEffects(preview.effects)}
      preview={preview}
    >
      <AmountInput
        label="Credits, now and after each reset"
        description="What is used or held already stays with the member."
        field={amount}
        error={preview.refusal}
        autoFocus
      />
      <Select
        label="Reset"
        data={RESET_CHOICES}
        value={period}
        onChange={(chosen) => chosen && setPeriod(chosen as ResetPeriod)}
        allowDeselect={false}
      />
      <TextInput
        label="Notes (optional)"
        value={notes}
        maxLength={NOTE_CHARACTERS_MAX}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}

/** What is sent; null while nothing differs from what is. */
function changedBody(
  allocation: Allocation,
  credits: number,
  period: ResetPeriod,
  notes: string,
): SetRequest | null {
  const isSame =
    credits === allocation.target_credits &&
    period === allocation.reset_period &&
    notes === (allocation.notes ?? '');
  return isSame ? null : { allocated_credits: credits, reset_period: period, notes };
}
