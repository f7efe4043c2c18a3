import { List, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { CORRECTION_CHARACTERS_MAX } from '~/api/generated/bounds';
import { MoneyDialog } from '~/components';
import { useOnOpening } from '~/components/useOnOpening';
import { Credits, formatUsd } from '~/money';
import type { Invoice } from '../viewed';

interface InvoiceDialogProps {
  invoice: Invoice;
  opened: boolean;
  onClose: () => void;
}

/** Takes an invoice back, for a reason, and says first what goes and what stays. */
export function VoidInvoiceDialog({ invoice, opened, onClose }: InvoiceDialogProps) {
  const [text, setText] = useState('');
  useOnOpening(opened, () => setText(''));
  const reason = text.trim();
  const amount = formatUsd(invoice.amount_usd);
  const mutation = useMoneyMutation<Schema<'TakingBack'>, Invoice>({
    orgId: invoice.org_id,
    send: (client, body) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/invoices/{invoice_id}/void', {
        params: { path: { org_id: invoice.org_id, invoice_id: invoice.id } },
        body,
      }),
    done: () => `The invoice of ${amount} is void.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Void the invoice of ${amount}`}
      confirm="Void it for good"
      isDangerous
      mutation={mutation}
      body={reason === '' ? null : { reason }}
      effects={[]}
    >
      <WhatGoes invoice={invoice} />
      <WhatStays invoice={invoice} />
      <TextInput
        label="Reason"
        description="Stands on the invoice and in the audit log."
        maxLength={CORRECTION_CHARACTERS_MAX}
        required
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </MoneyDialog>
  );
}

function WhatGoes({ invoice }: { invoice: Invoice }) {
  return (
    <div>
      <Text fw={550}>Taken back</Text>
      <List size="sm">
        <List.Item>The invoice: nothing is to be paid for it any more.</List.Item>
        <List.Item>
          {invoice.brought_credits > 0 ? (
            <>
              Up to <Credits value={invoice.brought_credits} /> credits that came by it, as far as
              they are available in the pool.
            </>
          ) : (
            'No credits: none came by it.'
          )}
        </List.Item>
        {invoice.kind === 'period' && (
          <List.Item>Credits of its months that are still to come.</List.Item>
        )}
      </List>
    </div>
  );
}

function WhatStays({ invoice }: { invoice: Invoice }) {
  return (
    <div>
      <Text fw={550}>Not taken back</Text>
      <List size="sm">
        <List.Item>What members have, or have used. It is not owed.</List.Item>
        <List.Item>
          The plan: a subscription that runs goes on, and renews with a new invoice.
        </List.Item>
        {invoice.status === 'paid' && (
          <List.Item>The payment: give it back where it was made.</List.Item>
        )}
      </List>
      <Text size="sm" mt="xs">
        This cannot be undone: a void invoice is never open or paid again.
      </Text>
    </div>
  );
}
