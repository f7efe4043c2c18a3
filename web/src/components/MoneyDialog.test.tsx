import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useMoneyMutation } from '~/api';
import { toMicros } from '~/money';
import { json, problem, show } from '~/test/server';
import { MoneyDialog } from './MoneyDialog';

const BODY = { user_id: 'bob', allocated_credits: 0.2 };

function Allocate({ body = BODY }: { body?: typeof BODY | null }) {
  const mutation = useMoneyMutation<typeof BODY, unknown>({
    orgId: 'acme',
    send: (client, sent, header) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/allocate', {
        params: { path: { org_id: 'acme' }, header },
        body: sent,
      }),
    done: () => 'Allocated.',
  });
  const after = toMicros(0.1) + toMicros(BODY.allocated_credits);
  return (
    <MoneyDialog
      opened
      onClose={() => {}}
      title="Allocate credits"
      confirm="Allocate"
      mutation={mutation}
      body={body}
      effects={[{ label: 'Bob', before: 0.1, after }]}
    />
  );
}

const keyOf = (request: Request | undefined) => request?.headers.get('idempotency-key');
const confirm = () => fireEvent.click(screen.getByRole('button', { name: 'Allocate' }));

it('shows exactly what it changes', async () => {
  show(<Allocate />, () => json({}));
  const row = await screen.findByRole('row', { name: /Bob/ });
  expect(row.textContent).toBe('Bob0.10.3');
});

it('sends a double click once', async () => {
  const { sent } = show(<Allocate />, () => json({}));
  await screen.findByRole('dialog');
  confirm();
  confirm();
  await screen.findByText('Allocated.');
  expect(sent).toHaveLength(1);
  expect(keyOf(sent[0])).toMatch(/^[0-9a-f-]{36}$/);
});

it('says what the server says, and retries with the same key', async () => {
  let answers = 0;
  const { sent } = show(<Allocate />, () => {
    answers += 1;
    return answers === 1 ? problem(503, 'starting', 'The server is starting.') : json({});
  });
  await screen.findByRole('dialog');
  confirm();
  expect((await screen.findByRole('alert')).textContent).toContain('The server is starting.');
  confirm();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(keyOf(sent[1])).toBe(keyOf(sent[0]));
});

it('cannot be confirmed while the fields say nothing', async () => {
  show(<Allocate body={null} />, () => json({}));
  await screen.findByRole('dialog');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Allocate' }).disabled).toBe(true);
});
