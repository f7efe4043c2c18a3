import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { MoneyDialog } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toDecimal, toMicros } from '~/money';
import type { Allocation, ResetPeriod, Viewed } from '../viewed';
import { afterSetting } from './allocationEffects';
import { wordsOfRefusal } from './refusals';
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
  const [text, setText] = useState('');
  const [period, setPeriod] = useState<ResetPeriod>(allocation.reset_period);
  const [notes, setNotes] = useState('');
  useOnOpening(opened, () => {
    setText(toDecimal(toMicros(allocation.target_credits)));
    setPeriod(allocation.reset_period);
    setNotes(allocation.notes ?? '');
  });
  const target = amountOf(text, 0n);
  const holding = { ...allocation, name: allocation.user_name };
  const outcome =
    target === null
      ? null
      : afterSetting(holding, viewed.data.credit_pool.available_credits, target);
  const body = target === null ? null : changedBody(allocation, toAmount(target), period, notes);
  const mutation = useMoneyMutation<SetRequest, Allocation>({
    orgId: viewed.orgId,
    send: (client, sent, header) =>
      client.PUT('/api/v1/org-billing/credits/{org_id}/allocations/{user_id}', {
        params: { path: { org_id: viewed.orgId, user_id: allocation.user_id }, header },
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
      confirm={target === null ? 'Change' : `Set to ${formatCredits(target)} credits`}
      mutation={mutation}
      body={outcome?.refusal ? null : body}
      effects={outcome?.effects ?? []}
    >
      <CreditsInput
        label="Credits, now and after each reset"
        description="What is used or held already stays with the member."
        text={text}
        onText={setText}
        error={wordsOfRefusal(outcome?.refusal, viewed)}
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
        maxLength={2000}
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
