import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { ErrorState } from '~/components';
import { amountOf, CreditsInput } from '~/components/CreditsInput';
import { Credits, formatCredits, toAmount, toDecimal, toMicros } from '~/money';
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
  const [text, setText] = useState<string>(toDecimal(toMicros(request.requested_credits)));
  const [note, setNote] = useState('');
  const { approval, decline } = useDecisions(viewed.orgId, request.id);
  const credits = amountOf(text);
  const available = toMicros(viewed.data.credit_pool.available_credits);
  const isTooMuch = credits !== null && credits > available;
  const written = note.trim() || null;
  const isPending = approval.isPending || decline.isPending;
  const approve = (event: FormEvent) => {
    event.preventDefault();
    if (credits === null || isTooMuch || isPending) return;
    approval.submit({ credits: toAmount(credits), note: written });
  };
  const failure = approval.error ?? decline.error;
  return (
    <form onSubmit={approve} noValidate aria-label={`Answer ${request.user_name}`}>
      <div className={classes.decision}>
        <CreditsInput label="Give" text={text} onText={setText} />
        <TextInput
          label="Note (optional)"
          value={note}
          maxLength={2000}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group gap="sm">
          <Button
            variant="default"
            loading={decline.isPending}
            disabled={approval.isPending}
            onClick={() => decline.submit({ note: written })}
          >
            Decline
          </Button>
          <Button
            type="submit"
            loading={approval.isPending}
            disabled={credits === null || isTooMuch || decline.isPending}
          >
            {credits === null ? 'Approve' : `Approve ${formatCredits(credits)}`}
          </Button>
        </Group>
      </div>
      <Text size="sm" c={isTooMuch ? 'var(--ob-bad)' : 'dimmed'} mt="xs" aria-live="polite">
        {isTooMuch ? (
          <>
            The pool has only <Credits value={available} /> available.
          </>
        ) : (
          credits !== null && (
            <>
              {request.user_name}: <Credits value={request.remaining_credits} /> →{' '}
              <Credits value={toMicros(request.remaining_credits) + credits} /> left. Pool:{' '}
              <Credits value={available} /> → <Credits value={available - credits} /> available.
            </>
          )
        )}
      </Text>
      {failure && <ErrorState error={failure} title="Not done" />}
    </form>
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
