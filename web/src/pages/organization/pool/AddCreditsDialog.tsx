import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { keys, onceKnown, type Schema, useApiQuery, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ErrorState, MoneyDialog, poolEffects } from '~/components';
import { type AmountField, AmountInput, useAmount } from '~/components/AmountInput';
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
  const amount = useAmount();
  const [reason, setReason] = useState('');
  useOnOpening(opened, () => {
    amount.write(null);
    setReason('');
  });
  const credits = amount.micros;
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
  const body = opened ? bodyOfAdd(credits, reason, isGrant, price) : null;
  // What is bought changes nothing before it is paid.
  const preview = usePreview({
    orgId,
    verb: 'add',
    body: isGrant && body ? { credits: body.credits } : null,
    send: (client, sent, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/add', {
        params: { path: { org_id: orgId }, query },
        body: sent,
        signal,
      }),
  });
  const verb = isGrant ? 'Grant' : 'Buy';
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`${verb} credits`}
      confirm={confirmWords(verb, amount, price)}
      mutation={mutation}
      body={isGrant ? onceKnown(preview, body) : body}
      effects={poolEffects(preview.effects)}
      preview={preview}
    >
      <AmountInput label="Credits" field={amount} error={preview.refusal} autoFocus />
      <Group gap="xs">
        {OFTEN_BOUGHT.map((often) => (
          <Button
            key={often}
            size="compact-sm"
            variant="default"
            onClick={() => amount.write(toMicros(often))}
          >
            {formatCredits(often)}
          </Button>
        ))}
      </Group>
      <TextInput
        label={isGrant ? 'Reason' : 'What for (optional)'}
        value={reason}
        maxLength={NOTE_CHARACTERS_MAX}
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

function confirmWords(verb: string, amount: AmountField, price: number | undefined): string {
  if (amount.micros === null) return `${verb} credits`;
  const what = `${verb} ${formatCredits(amount.micros)} credits`;
  return `${price === undefined ? what : `${what} for ${formatUsd(price)}`}${amount.inWords}`;
}
