import { Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, onceKnown, type Schema, useApiQuery, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ErrorState, MoneyDialog, memberEffects } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount } from '~/money';
import type { Allocation, ResetPeriod, Viewed } from '../viewed';
import { type Chosen, MemberPicker } from './MemberPicker';
import { RESET_CHOICES } from './resetPeriods';

type UserCreditAllocationCreate = Schema<'UserCreditAllocationCreate'>;

interface AllocateDialogProps {
  viewed: Viewed;
  /** Whose allocation grows; null: the dialog asks for somebody. */
  given: Allocation | null;
  opened: boolean;
  onClose: () => void;
}

/** Gives a member more, now and at each reset; also who has nothing yet. */
export function AllocateDialog({ viewed, given, opened, onClose }: AllocateDialogProps) {
  const { orgId, data } = viewed;
  const [picked, setPicked] = useState<Chosen | null>(null);
  const amount = useAmount();
  const [period, setPeriod] = useState<ResetPeriod | null>(null);
  const [notes, setNotes] = useState('');
  useOnOpening(opened, () => {
    setPicked(null);
    amount.write(null);
    setPeriod(given?.reset_period ?? null);
    setNotes('');
  });
  const present = usePresentAllocation(orgId, picked, opened && given === null);
  const receiver = receiverOf(given, picked, present.data);
  const credits = amount.micros;
  const available = data.credit_pool.available_credits;
  const body: UserCreditAllocationCreate | null =
    opened && receiver && credits !== null
      ? {
          user_id: receiver.userId,
          allocated_credits: toAmount(credits),
          reset_period: period,
          notes: notes.trim() || null,
        }
      : null;
  const preview = usePreview({
    orgId,
    verb: 'allocate',
    body: body && { ...body, notes: null },
    send: (client, sent, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocate', {
        params: { path: { org_id: orgId }, query },
        body: sent,
        signal,
      }),
  });
  const mutation = useMoneyMutation<UserCreditAllocationCreate, Allocation>({
    orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocate', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: (after) =>
      `${after.user_name} has ${formatCredits(after.allocated_credits)} credits allocated.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={given ? `Allocate more to ${given.user_name}` : 'Allocate credits'}
      confirm={
        credits === null
          ? 'Allocate'
          : `Allocate ${formatCredits(credits)} credits${amount.inWords}`
      }
      mutation={mutation}
      body={onceKnown(preview, body)}
      effects={memberEffects(preview.effects)}
      preview={preview}
    >
      {!given && <MemberPicker orgId={orgId} chosen={picked} onChoose={setPicked} />}
      {present.error && (
        <ErrorState
          error={present.error}
          title="What the member has could not be loaded"
          onRetry={() => void present.refetch()}
        />
      )}
      <AmountInput
        label="How many more"
        description={`The pool has ${formatCredits(available)} available.`}
        field={amount}
        error={preview.refusal}
        autoFocus={given !== null}
      />
      <Select
        label="Reset"
        description="Each reset fills up what was used, from the pool."
        data={RESET_CHOICES}
        value={period ?? receiver?.resetPeriod ?? 'monthly'}
        onChange={(chosen) => setPeriod(chosen as ResetPeriod | null)}
        allowDeselect={false}
      />
      <TextInput
        label="Notes (optional)"
        value={notes}
        maxLength={NOTE_CHARACTERS_MAX}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {receiver?.isFirst && (
        <Text size="sm" c="dimmed">
          {receiver.name} has no allocation yet; this is the first.
        </Text>
      )}
    </MoneyDialog>
  );
}

/** What somebody who was picked has now; null where that is nothing. */
function usePresentAllocation(orgId: string, picked: Chosen | null, enabled: boolean) {
  return useApiQuery(
    keys.organization(orgId, 'allocation-of', picked?.userId),
    async (client, signal) => {
      const answer = await client.GET('/api/v1/org-billing/credits/{org_id}/allocations', {
        params: { path: { org_id: orgId }, query: { search: picked?.email, limit: 500 } },
        signal,
      });
      const found = answer.data?.find((one) => one.user_id === picked?.userId) ?? null;
      return { ...answer, data: found };
    },
    { enabled: enabled && picked !== null, staleTime: 0 },
  );
}

interface Receiver {
  userId: string;
  name: string;
  resetPeriod: ResetPeriod | null;
  isFirst: boolean;
}

/** Who receives; null while it is not known whether they have an allocation. */
function receiverOf(
  given: Allocation | null,
  picked: Chosen | null,
  present: Allocation | null | undefined,
): Receiver | null {
  const allocation = given ?? present;
  if (allocation) {
    return {
      userId: allocation.user_id,
      name: allocation.user_name,
      resetPeriod: allocation.reset_period,
      isFirst: false,
    };
  }
  if (picked === null || present === undefined) return null;
  return { userId: picked.userId, name: picked.name, resetPeriod: null, isFirst: true };
}
