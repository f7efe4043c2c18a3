import { Text } from '@mantine/core';
import { useMoneyMutation } from '~/api';
import { MoneyDialog } from '~/components';
import { formatUsd } from '~/money';
import type { Invoice } from '../viewed';

interface InvoiceDialogProps {
  invoice: Invoice;
  opened: boolean;
  onClose: () => void;
}

/** Records by hand that an invoice is paid. The server does it once, however often it is asked. */
export function MarkInvoicePaidDialog({ invoice, opened, onClose }: InvoiceDialogProps) {
  const amount = formatUsd(invoice.amount_usd);
  const mutation = useMoneyMutation<Record<string, never>, Invoice>({
    orgId: invoice.org_id,
    send: (client) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/invoices/{invoice_id}/mark-paid', {
        params: { path: { org_id: invoice.org_id, invoice_id: invoice.id } },
      }),
    done: () => `The invoice of ${amount} is paid.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title="Mark the invoice as paid"
      confirm={`${amount} was paid`}
      mutation={mutation}
      body={{}}
      effects={[]}
    >
      <Text>
        What waits for this payment comes into the pool at once, and a subscription that is past due
        is active again when none of its invoices is open. A payment that was recorded by mistake is
        undone only by voiding the invoice.
      </Text>
    </MoneyDialog>
  );
}
