import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { MoneyDialog } from '~/components';
import { formatCredits, toAmount, toMicros } from '~/money';
import { amountOf, CreditsInput } from '~/pages/organization/CreditsInput';

type Organization = Schema<'JoinedOrganizationResponse'>;
type Ask = Schema<'CreditRequestCreate'>;

const REASON_LENGTH = 2000;

interface AskForMoreDialogProps {
  /** Where the credits are asked for: the card's organization, never another one. */
  organization: Organization;
  opened: boolean;
  onClose: () => void;
}

/** A member asks the organization's administrators for more credits, and says what for. */
export function AskForMoreDialog({ organization, opened, onClose }: AskForMoreDialogProps) {
  const { org_id: orgId, org_name: name, allocated_credits: allocated } = organization;
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const ask = useMoneyMutation<Ask, Schema<'CreditRequestResponse'>>({
    orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: (_, body) =>
      `You asked ${name} for ${formatCredits(body.credits)} more credits. ` +
      'Its administrators see it now.',
    onSuccess: () => {
      setText('');
      setReason('');
      onClose();
    },
  });
  const micros = amountOf(text);
  const isComplete = micros !== null && reason.trim() !== '';
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Ask ${name} for more credits`}
      confirm="Ask for credits"
      mutation={ask}
      body={isComplete ? { credits: toAmount(micros), reason: reason.trim() } : null}
      effects={
        micros === null
          ? []
          : [
              {
                label: 'Allocated, once approved',
                before: allocated,
                after: toMicros(allocated) + micros,
              },
            ]
      }
    >
      <CreditsInput label="How many more" text={text} onText={setText} autoFocus />
      <Textarea
        label="What for"
        description="The administrators of the organization read this."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={REASON_LENGTH}
        autosize
        minRows={2}
        required
        withAsterisk={false}
      />
    </MoneyDialog>
  );
}
