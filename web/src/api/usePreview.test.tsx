import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { json, problem, show } from '~/test/server';
import { onceKnown, usePreview } from './usePreview';

interface Body {
  credits: number;
}

/** A field, what the server says of it, and whether it could be sent. */
function Field() {
  const [text, setText] = useState('');
  const body: Body | null = text === '' ? null : { credits: Number(text) };
  const preview = usePreview({
    orgId: 'acme',
    verb: 'grant',
    body,
    send: (client, sent, query, signal) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/add', {
        params: { path: { org_id: 'acme' }, query },
        body: sent,
        signal,
      }),
  });
  return (
    <>
      <input aria-label="Credits" value={text} onChange={(event) => setText(event.target.value)} />
      <output>{preview.effects?.after.pool.available_credits ?? 'nothing'}</output>
      <p>{preview.refusal ?? preview.failure?.message ?? 'fine'}</p>
      <button type="button" disabled={onceKnown(preview, body) === null}>
        Send
      </button>
    </>
  );
}

const type = (text: string) =>
  fireEvent.change(screen.getByLabelText('Credits'), { target: { value: text } });
const isSendable = () => !screen.getByRole<HTMLButtonElement>('button').disabled;
const answer = (after: number) =>
  json({ effects: { before: { pool: {} }, after: { pool: { available_credits: after } } } });

it('asks once the typing pauses, and shows nothing of what was typed before', async () => {
  const { sent } = show(<Field />, async (request) => answer((await request.json()).credits + 5));
  type('1');
  type('12');
  expect(isSendable()).toBe(false);
  await screen.findByText('17');
  expect(isSendable()).toBe(true);
  expect(sent.map((request) => new URL(request.url).search)).toEqual(['?preview=true']);
  type('1');
  expect(screen.getByText('nothing')).toBeTruthy();
  expect(isSendable()).toBe(false);
  await screen.findByText('6');
  expect(sent).toHaveLength(2);
  type('');
  expect(isSendable()).toBe(false);
});

it('does not offer what the server would refuse', async () => {
  show(<Field />, () => problem(409, 'pool_insufficient', 'The pool has too little.'));
  type('3');
  await screen.findByText(/The pool has too little/);
  expect(isSendable()).toBe(false);
});

it('lets through what the server could not say: the verb itself is asked then', async () => {
  show(<Field />, () => problem(503, 'store_busy', 'Not now.'));
  type('3');
  await waitFor(() => expect(isSendable()).toBe(true), { timeout: 8000 });
  expect(screen.getByText(/Not now/)).toBeTruthy();
}, 12_000);
