import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { MoneyDialog } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, toAmount } from '~/money';
import type { CreditRequest } from '../viewed';

type Ask = Schema<'CreditRequestCreate'>;

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
  const amount = useAmount();
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    amount.write(null);
    setReason('');
  });
  const credits = amount.micros;
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
  const isComplete = credits !== null && reason.trim() !== '';
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Ask ${organizationName} for more credits`}
      confirm={
        credits === null ? 'Ask' : `Ask for ${formatCredits(credits)} credits${amount.inWords}`
      }
      mutation={mutation}
      body={isComplete ? { credits: toAmount(credits), reason: reason.trim() } : null}
      effects={[]}
    >
      <AmountInput
        label="How many more"
        description={`You have ${formatCredits(remaining)} left.`}
        field={amount}
        autoFocus
      />
      <Textarea
        label="What for"
        description="The administrators of the organization read this."
        value={reason}
        maxLength={NOTE_CHARACTERS_MAX}
        autosize
        minRows={2}
        required
        withAsterisk={false}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MoneyDialog>
  );
}
