import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { type Effect, MoneyDialog } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount, toMicros } from '~/money';
import type { CreditRequest } from '../viewed';

type Ask = Schema<'CreditRequestCreate'>;

const REASON_LENGTH = 2000;

interface AskDialogProps {
  /** Where the credits are asked for. */
  orgId: string;
  organizationName: string;
  /** What the member has left there now. */
  remaining: number;
  opened: boolean;
  onClose: () => void;
}

/** A member asks the organization's administrators for more credits, and says what for. */
export function AskDialog(props: AskDialogProps) {
  const { orgId, organizationName, remaining, opened, onClose } = props;
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    setText('');
    setReason('');
  });
  const credits = amountOf(text);
  const mutation = useMoneyMutation<Ask, CreditRequest>({
    orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: () => `The administrators of ${organizationName} are asked.`,
    onSuccess: onClose,
  });
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
      title={`Ask ${organizationName} for more credits`}
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
        maxLength={REASON_LENGTH}
        autosize
        minRows={2}
        required
        withAsterisk={false}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}
