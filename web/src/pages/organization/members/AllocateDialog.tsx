import { Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, type Schema, useApiQuery, useMoneyMutation } from '~/api';
import { ErrorState, MoneyDialog } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount } from '~/money';
import type { Allocation, ResetPeriod, Viewed } from '../viewed';
import { afterAllocating, type Holding } from './allocationEffects';
import { type Chosen, MemberPicker } from './MemberPicker';
import { wordsOfRefusal } from './refusals';
import { RESET_CHOICES } from './resetPeriods';

type AllocateRequest = Schema<'AllocateRequest'>;

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
  const [text, setText] = useState('');
  const [period, setPeriod] = useState<ResetPeriod | null>(null);
  const [notes, setNotes] = useState('');
  useOnOpening(opened, () => {
    setPicked(null);
    setText('');
    setPeriod(given?.reset_period ?? null);
    setNotes('');
  });
  const present = usePresentAllocation(orgId, picked, opened && given === null);
  const receiver = receiverOf(given, picked, present.data);
  const credits = amountOf(text);
  const available = data.credit_pool.available_credits;
  const outcome =
    receiver && credits !== null ? afterAllocating(receiver, available, credits) : null;
  const mutation = useMoneyMutation<AllocateRequest, Allocation>({
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
  const body =
    receiver && credits !== null && outcome?.refusal === null
      ? {
          user_id: receiver.userId,
          allocated_credits: toAmount(credits),
          reset_period: period,
          notes: notes.trim() || null,
        }
      : null;
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={given ? `Allocate more to ${given.user_name}` : 'Allocate credits'}
      confirm={credits === null ? 'Allocate' : `Allocate ${formatCredits(credits)} credits`}
      mutation={mutation}
      body={body}
      effects={outcome?.effects ?? []}
    >
      {!given && <MemberPicker orgId={orgId} chosen={picked} onChoose={setPicked} />}
      {present.error && (
        <ErrorState
          error={present.error}
          title="What the member has could not be loaded"
          onRetry={() => void present.refetch()}
        />
      )}
      <CreditsInput
        label="How many more"
        description={`The pool has ${formatCredits(available)} available.`}
        text={text}
        onText={setText}
        error={wordsOfRefusal(outcome?.refusal, viewed)}
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
        maxLength={2000}
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

interface Receiver extends Holding {
  userId: string;
  resetPeriod: ResetPeriod | null;
  isFirst: boolean;
}

/** Who receives, with what they have now; null while that is not known. */
function receiverOf(
  given: Allocation | null,
  picked: Chosen | null,
  present: Allocation | null | undefined,
): Receiver | null {
  const allocation = given ?? present;
  if (allocation) {
    return {
      ...allocation,
      name: allocation.user_name,
      userId: allocation.user_id,
      resetPeriod: allocation.reset_period,
      isFirst: false,
    };
  }
  if (picked === null || present === undefined) return null;
  return { ...NOTHING, name: picked.name, userId: picked.userId, resetPeriod: null, isFirst: true };
}

const NOTHING = {
  allocated_credits: 0,
  used_credits: 0,
  held_credits: 0,
  remaining_credits: 0,
  target_credits: 0,
};
