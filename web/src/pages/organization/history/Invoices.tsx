import { Button, Group, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { keys, usePagedList } from '~/api';
import {
  Badge,
  Card,
  DateText,
  type DialogState,
  ErrorState,
  formatMoment,
  lazyDialog,
  planName,
  useDialog,
} from '~/components';
import { Credits, formatUsd, Usd } from '~/money';
import classes from '../organization.module.css';
import type { Invoice, Viewed } from '../viewed';

const MarkInvoicePaidDialog = lazyDialog(
  async () => (await import('./MarkInvoicePaidDialog')).MarkInvoicePaidDialog,
);
const VoidInvoiceDialog = lazyDialog(
  async () => (await import('./VoidInvoiceDialog')).VoidInvoiceDialog,
);
const ROWS_A_PAGE = 10;
const STATES = {
  open: ['Open', 'warn'],
  failed: ['Payment failed', 'bad'],
  paid: ['Paid', 'good'],
  void: ['Void', 'neutral'],
} as const;

/** Invoices of the subscriptions and what became of each; nothing where there are none. */
export function Invoices({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const { orgId } = viewed;
  const paying = useDialog<Invoice>();
  const voiding = useDialog<Invoice>();
  const invoices = usePagedList(
    keys.organization(orgId, 'invoices'),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/subscriptions/{org_id}/invoices', {
        params: { path: { org_id: orgId }, query: { limit: ROWS_A_PAGE, cursor } },
        signal,
      }),
  );
  const { error } = invoices;
  if (error && invoices.rows.length === 0) {
    return (
      <ErrorState error={error} title="The invoices could not be loaded" onRetry={invoices.retry} />
    );
  }
  if (invoices.rows.length === 0) return null;
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        Invoices
      </Title>
      <ul className={classes.rows}>
        {invoices.rows.map((invoice) => (
          <li key={invoice.id} className={classes.row}>
            <About invoice={invoice} />
            <Group gap="sm">
              <Badge tone={STATES[invoice.status][1]}>{STATES[invoice.status][0]}</Badge>
              {viewed.isSystemAdmin && (
                <Actions invoice={invoice} paying={paying} voiding={voiding} />
              )}
            </Group>
          </li>
        ))}
      </ul>
      {error && <ErrorState error={error} title="No more invoices" onRetry={invoices.retry} />}
      {invoices.hasMore && (
        <Button variant="subtle" onClick={invoices.loadMore} loading={invoices.isLoadingMore}>
          Show older invoices
        </Button>
      )}
      {paying.target && (
        <MarkInvoicePaidDialog
          invoice={paying.target}
          opened={paying.isOpen}
          onClose={paying.close}
        />
      )}
      {voiding.target && (
        <VoidInvoiceDialog
          invoice={voiding.target}
          opened={voiding.isOpen}
          onClose={voiding.close}
        />
      )}
    </Card>
  );
}

/** What it bills, and what was taken back. */
function About({ invoice }: { invoice: Invoice }) {
  const kind = invoice.kind === 'proration' ? 'upgrade within the period' : 'period';
  return (
    <div className={classes.rowText}>
      <Text fw={550}>
        <Usd value={invoice.amount_usd} />
        {invoice.plan && ` for ${planName(invoice.plan)}`}
      </Text>
      <Text size="sm" c="dimmed">
        <DateText value={invoice.created_at} />
        {` · ${kind}`}
        {invoice.period_start && invoice.period_end && (
          <>
            {' '}
            <DateText value={invoice.period_start} /> – <DateText value={invoice.period_end} />
          </>
        )}
      </Text>
      {invoice.money_credit_usd > 0 && (
        <Text size="sm" c="dimmed">
          <Usd value={invoice.money_credit_usd} /> of money credit was taken off.
        </Text>
      )}
      {invoice.status === 'void' && (
        <Text size="sm">
          {invoice.void_reason && `${invoice.void_reason} · `}
          <Credits value={invoice.taken_back_credits} /> credits taken back
          {invoice.unrecovered_credits > 0 && (
            <>
              , <Credits value={invoice.unrecovered_credits} /> not recovered
            </>
          )}
        </Text>
      )}
    </div>
  );
}

interface ActionsProps {
  invoice: Invoice;
  paying: DialogState<Invoice>;
  voiding: DialogState<Invoice>;
}

function Actions({ invoice, paying, voiding }: ActionsProps) {
  if (invoice.status === 'void') return null;
  const which = `${formatUsd(invoice.amount_usd)}, ${formatMoment(invoice.created_at)}`;
  return (
    <>
      {invoice.status !== 'paid' && (
        <Button
          size="sm"
          variant="default"
          aria-label={`Mark paid: ${which}`}
          onClick={() => paying.open(invoice)}
        >
          Mark paid
        </Button>
      )}
      <Button
        size="sm"
        variant="subtle"
        color="red"
        aria-label={`Void …: ${which}`}
        onClick={() => voiding.open(invoice)}
      >
        Void …
      </Button>
    </>
  );
}
