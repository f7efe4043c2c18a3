import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Effects, type Schema, useMoneyMutation, usePreview } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ErrorState } from '~/components';
import { AmountInput, useAmount } from '~/components/AmountInput';
import { ConfirmButton } from '~/components/ConfirmButton';
import { Credits, formatCredits, toAmount, toMicros } from '~/money';
import classes from '../organization.module.css';
import type { CreditRequest, Viewed } from '../viewed';

interface RequestDecisionProps {
  viewed: Viewed;
  request: CreditRequest;
}

/**
 * Approves a request, with another amount where that is better, or declines it: one step each. What
 * an approval changes stands below its fields, and the button names the amount.
 */
export function RequestDecision({ viewed, request }: RequestDecisionProps) {
  const amount = useAmount({}, toMicros(request.requested_credits));
  const [note, setNote] = useState('');
  // A page of requests asks for no previews before somebody turns to one of them.
  const [isTurnedTo, setTurnedTo] = useState(false);
  const turnTo = () => setTurnedTo(true);
  const { approval, decline } = useDecisions(viewed.orgId, request.id);
  const credits = amount.micros;
  const written = note.trim() || null;
  const wanted = credits === null ? null : { credits: toAmount(credits), note: written };
  const preview = usePreview({
    orgId: viewed.orgId,
    verb: `approve ${request.id}`,
    // What is written to the member changes nothing of it.
    body: isTurnedTo && wanted ? { credits: wanted.credits } : null,
    send: (client, body, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests/{request_id}/approve', {
        params: { path: { org_id: viewed.orgId, request_id: request.id }, query },
        body,
        signal,
      }),
  });
  const body = preview.refusal ? null : wanted;
  const isPending = approval.isPending || decline.isPending;
  const approve = (event: FormEvent) => {
    event.preventDefault();
    if (body === null || isPending) return;
    approval.submit(body);
  };
  const failure = approval.error ?? decline.error;
  return (
    <form
      onSubmit={approve}
      onFocus={turnTo}
      onChange={turnTo}
      onPointerEnter={turnTo}
      noValidate
      aria-label={`Answer ${request.user_name}`}
    >
      <div className={classes.decision}>
        <AmountInput label="Give" field={amount} />
        <TextInput
          label="Note (optional)"
          value={note}
          maxLength={NOTE_CHARACTERS_MAX}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group gap="sm" className={classes.answers}>
          <Button
            variant="default"
            loading={decline.isPending}
            disabled={approval.isPending}
            onClick={() => decline.submit({ note: written })}
          >
            Decline
          </Button>
          <ConfirmButton loading={approval.isPending} disabled={body === null || decline.isPending}>
            {credits === null ? 'Approve' : `Approve ${formatCredits(credits)}${amount.inWords}`}
          </ConfirmButton>
        </Group>
      </div>
      <Text size="sm" c={preview.refusal ? 'var(--ob-bad)' : 'dimmed'} mt="xs" aria-live="polite">
        {preview.refusal ?? (preview.effects && <InOneLine effects={preview.effects} />)}
      </Text>
      {preview.failure && !failure && (
        <ErrorState
          error={preview.failure}
          title="What this changes could not be read"
          onRetry={preview.askAgain}
        />
      )}
      {failure && <ErrorState error={failure} title="Not done" />}
    </form>
  );
}

/** What the member has left and what the pool has, now and after it. */
function InOneLine({ effects: { before, after } }: { effects: Effects }) {
  return (
    <>
      {after.allocation?.user_name}: <Credits value={before.allocation?.remaining_credits ?? 0} /> →{' '}
      <Credits value={after.allocation?.remaining_credits ?? 0} /> left. Pool:{' '}
      <Credits value={before.pool.available_credits} /> →{' '}
      <Credits value={after.pool.available_credits} /> available.
    </>
  );
}

/** Both answers. A second decline is refused by the server, so that it needs no key. */
function useDecisions(orgId: string, requestId: string) {
  const path = { org_id: orgId, request_id: requestId };
  const approval = useMoneyMutation<Schema<'CreditRequestApproval'>, CreditRequest>({
    orgId,
    send: (client, body, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests/{request_id}/approve', {
        params: { path, header },
        body,
      }),
    done: (after) =>
      `${after.user_name} has ${formatCredits(after.decided_credits ?? 0)} credits more.`,
  });
  const decline = useMoneyMutation<Schema<'CreditRequestDecision'>, CreditRequest>({
    orgId,
    send: (client, body) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests/{request_id}/decline', {
        params: { path },
        body,
      }),
    done: (after) => `The request of ${after.user_name} is declined.`,
  });
  return { approval, decline };
}
