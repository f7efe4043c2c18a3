import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { keys, type Schema, useApiQuery, useMoneyMutation } from '~/api';
import { type Effect, ErrorState, MoneyDialog } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { useOnOpening } from '~/components/useOnOpening';
import { formatCredits, formatUsd, type Micros, toAmount, toDecimal, toMicros, Usd } from '~/money';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';

type AddRequest = Schema<'AddRequest'>;
type Added = Schema<'CreditPoolResponse'> | Schema<'PurchaseResponse'>;

const OFTEN_BOUGHT = [1_000, 5_000, 10_000, 50_000];
const PAUSE_MS = 250;

interface AddCreditsDialogProps {
  viewed: Viewed;
  opened: boolean;
  onClose: () => void;
}

/** Buys credits at the server's price; a system admin grants them. */
export function AddCreditsDialog({ viewed, opened, onClose }: AddCreditsDialogProps) {
  const { orgId, isSystemAdmin: isGrant } = viewed;
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    setText('');
    setReason('');
  });
  const credits = amountOf(text);
  const quote = useQuote(orgId, credits, opened && !isGrant);
  const mutation = useMoneyMutation<AddRequest, Added>({
    orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/add', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: (added) =>
      'amount_usd' in added
        ? `${formatCredits(added.credits)} credits ordered for ${formatUsd(added.amount_usd)}. They land when the purchase is paid.`
        : 'The credits are in the pool.',
    onSuccess: onClose,
  });
  const { refetch } = quote;
  const hasNewPrice = mutation.error?.code === 'price_changed';
  useEffect(() => {
    if (hasNewPrice) void refetch();
  }, [hasNewPrice, refetch]);

  const price = isGrant ? undefined : quote.data?.amount_usd;
  const body = bodyOfAdd(credits, reason, isGrant, price);
  const verb = isGrant ? 'Grant' : 'Buy';
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`${verb} credits`}
      confirm={confirmWords(verb, credits, price)}
      mutation={mutation}
      body={body}
      effects={credits === null ? [] : effectsOf(viewed, credits, isGrant)}
    >
      <CreditsInput label="Credits" text={text} onText={setText} autoFocus />
      <Group gap="xs">
        {OFTEN_BOUGHT.map((often) => (
          <Button
            key={often}
            size="compact-sm"
            variant="default"
            onClick={() => setText(toDecimal(toMicros(often)))}
          >
            {formatCredits(often)}
          </Button>
        ))}
      </Group>
      <TextInput
        label={isGrant ? 'Reason' : 'What for (optional)'}
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {!isGrant && credits !== null && quote.error && (
        <ErrorState
          error={quote.error}
          title="The price could not be read"
          onRetry={() => void quote.refetch()}
        />
      )}
      {!isGrant && credits !== null && !quote.error && <Price amount={price} />}
    </MoneyDialog>
  );
}

function Price({ amount }: { amount: number | undefined }) {
  return (
    <div className={classes.notice}>
      <div className={classes.cardHead}>
        <span>Price now</span>
        <strong data-testid="quote" aria-live="polite">
          {amount === undefined ? '…' : <Usd value={amount} />}
        </strong>
      </div>
      <Text size="sm" c="dimmed">
        The credits land in the pool when the purchase is paid.
      </Text>
    </div>
  );
}

/** What the credits cost now; asked once the typing pauses. */
function useQuote(orgId: string, credits: Micros | null, enabled: boolean) {
  const wanted = credits === null ? '' : toDecimal(credits);
  const [asked] = useDebouncedValue(wanted, PAUSE_MS);
  const isSettled = asked === wanted;
  const quote = useApiQuery(
    keys.organization(orgId, 'quote', asked),
    (client, signal) =>
      client.GET('/api/v1/org-billing/credits/{org_id}/quote', {
        params: { path: { org_id: orgId }, query: { credits: asked } },
        signal,
      }),
    { enabled: enabled && asked !== '', staleTime: 0 },
  );
  // The price of what was typed before is none of what is typed now.
  return { ...quote, data: isSettled ? quote.data : undefined };
}

function bodyOfAdd(
  credits: Micros | null,
  reason: string,
  isGrant: boolean,
  price: number | undefined,
): AddRequest | null {
  if (credits === null) return null;
  const body = { credits: toAmount(credits), reason: reason.trim() || null };
  if (isGrant) return body;
  return price === undefined ? null : { ...body, purchase_amount: price };
}

function effectsOf(viewed: Viewed, credits: Micros, isGrant: boolean): Effect[] {
  const { credit_pool: pool } = viewed.data;
  const added = (label: string, before: number): Effect => ({
    label: isGrant ? label : `${label}, once paid`,
    before,
    after: toMicros(before) + credits,
  });
  return [
    added('Available in the pool', pool.available_credits),
    added('Total', pool.total_credits),
  ];
}

function confirmWords(verb: string, credits: Micros | null, price: number | undefined): string {
  if (credits === null) return `${verb} credits`;
  const what = `${verb} ${formatCredits(credits)} credits`;
  return price === undefined ? what : `${what} for ${formatUsd(price)}`;
}
