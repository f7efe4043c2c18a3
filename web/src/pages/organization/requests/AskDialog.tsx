import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { type Effect, MoneyDialog } from '~/components';
import { formatCredits, toAmount, toMicros } from '~/money';
import { amountOf, CreditsInput } from '../CreditsInput';
import { useOnOpening } from '../useOnOpening';
import type { CreditRequest, Viewed } from '../viewed';

type Ask = Schema<'CreditRequestCreate'>;

interface AskDialogProps {
  viewed: Viewed;
  opened: boolean;
  onClose: () => void;
}

/** A member asks the administrators for more. */
export function AskDialog({ viewed, opened, onClose }: AskDialogProps) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    setText('');
    setReason('');
  });
  const credits = amountOf(text);
  const mutation = useMoneyMutation<Ask, CreditRequest>({
    orgId: viewed.orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests', {
        params: { path: { org_id: viewed.orgId }, header },
        body,
      }),
    done: () => 'The administrators are asked. You see their answer here.',
    onSuccess: onClose,
  });
  const remaining = viewed.data.own_allocation?.remaining_credits ?? 0;
  const effects: Effect[] =
    credits === null
      ? []
      : [
          {
            label: 'Left for you, if approved',
            before: remaining,
            after: toMicros(remaining) + credits,
          },
        ];
  const isComplete = credits !== null && reason.trim() !== '';
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title="Ask for more credits"
      confirm={credits === null ? 'Ask' : `Ask for ${formatCredits(credits)} credits`}
      mutation={mutation}
      body={isComplete ? { credits: toAmount(credits), reason: reason.trim() } : null}
      effects={effects}
    >
      <CreditsInput label="How many more" text={text} onText={setText} autoFocus />
      <Textarea
        label="What for"
        description="The administrators of the organization read this."
        value={reason}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}
