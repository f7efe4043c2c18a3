import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Schema, staleAfterMoney, useChange } from '~/api';
import { NOTE_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ChangeForm } from '~/components';
import { Credits, Usd } from '~/money';

type Purchase = Schema<'PurchaseResponse'>;
type Verb = 'cancel' | 'fail';

const VERBS = {
  cancel: { confirm: 'Cancel the purchase', done: 'The purchase is canceled.' },
  fail: { confirm: 'Record the failure', done: 'The purchase is recorded as failed.' },
} as const;

interface EndPurchaseFormProps {
  purchase: Purchase;
  /** Whether it may be said that the payment failed: by who records payments. */
  mayFail: boolean;
  onClose: () => void;
}

/** Ends a purchase that is not paid, for a reason. It cannot be taken back, only ordered again. */
export function EndPurchaseForm({ purchase, mayFail, onClose }: EndPurchaseFormProps) {
  const [verb, setVerb] = useState<Verb>('cancel');
  const [text, setText] = useState('');
  const reason = text.trim();
  const change = useChange({
    send: (client, body: Schema<'PurchaseEnd'>) =>
      client.POST(`/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/${verb}`, {
        params: { path: { org_id: purchase.org_id, purchase_id: purchase.id } },
        body,
      }),
    invalidates: staleAfterMoney(purchase.org_id),
    done: () => VERBS[verb].done,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={reason === '' ? null : { reason }}
      confirm={VERBS[verb].confirm}
      dismiss="Keep it"
      onCancel={onClose}
      isDangerous
    >
      <Text>
        <Credits value={purchase.credits} /> credits for <Usd value={purchase.amount_usd} /> will
        not come, and nothing is to be paid for them. Whoever wants them all the same orders them
        again.
      </Text>
      {mayFail && (
        <Radio.Group label="What happened?" value={verb} onChange={(to) => setVerb(to as Verb)}>
          <Stack gap="sm" mt="xs">
            <Radio value="cancel" label="It is not wanted any more" />
            <Radio value="fail" label="The payment failed" />
          </Stack>
        </Radio.Group>
      )}
      <TextInput
        label="Reason"
        description="Stands in the purchase and in the audit log."
        maxLength={NOTE_CHARACTERS_MAX}
        required
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </ChangeForm>
  );
}
