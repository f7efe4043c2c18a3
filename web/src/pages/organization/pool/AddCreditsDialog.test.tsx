import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { json, problem, show } from '~/test/server';
import type { Viewed } from '../viewed';
import { AddCreditsDialog } from './AddCreditsDialog';

const POOL = { available_credits: 0.1, total_credits: 10.1 };
const GROWN = { available_credits: 7.1, total_credits: 17.1 };

function viewedBy(isSystemAdmin: boolean): Viewed {
  // Only what the dialog looks at.
  return { orgId: 'acme', isSystemAdmin, data: { credit_pool: POOL } } as unknown as Viewed;
}

// The price is asked once the typing pauses, which a busy machine draws out.
const button = (name: string) => screen.findByRole('button', { name }, { timeout: 4000 });
const type = async (text: string) =>
  fireEvent.change(await screen.findByLabelText('Credits'), { target: { value: text } });

it('buys at the price that was shown, and shows the new one when it has changed', async () => {
  let price = 2;
  const { sent } = show(
    <AddCreditsDialog viewed={viewedBy(false)} opened onClose={() => {}} />,
    (request) => {
      if (request.method === 'GET') return json({ credits: 0.2, amount_usd: price });
      if (price === 3) return json({ credits: 0.2, amount_usd: 3 }, 202);
      price = 3;
      return problem(409, 'price_changed', 'It costs $3.00 now.');
    },
  );
  await type('0.2');
  fireEvent.click(await button('Buy 0.2 credits for $2.00'));
  expect((await screen.findByRole('alert')).textContent).toContain('It costs $3.00 now.');
  fireEvent.click(await button('Buy 0.2 credits for $3.00'));
  await screen.findByText(/They land when the purchase is paid/);
  const bodies = sent.filter((one) => one.method === 'POST').map((one) => one.json());
  expect(await Promise.all(bodies)).toEqual([
    { credits: 0.2, reason: null, purchase_amount: 2 },
    { credits: 0.2, reason: null, purchase_amount: 3 },
  ]);
});

it('grants without a price', async () => {
  const { sent } = show(
    <AddCreditsDialog viewed={viewedBy(true)} opened onClose={() => {}} />,
    () => json({ org_id: 'acme', effects: { before: { pool: POOL }, after: { pool: GROWN } } }),
  );
  await type('7');
  const row = await screen.findByRole('row', { name: /Available/ }, { timeout: 4000 });
  expect(row.textContent).toBe('Available in the pool0.17.1');
  fireEvent.click(await button('Grant 7 credits'));
  await screen.findByText('The credits are in the pool.');
  expect(sent.map((one) => new URL(one.url).search)).toEqual(['?preview=true', '']);
  expect(await sent[1]?.json()).toEqual({ credits: 7, reason: null });
});

it('cannot be sent without an amount that is one', async () => {
  show(<AddCreditsDialog viewed={viewedBy(true)} opened onClose={() => {}} />, () => json({}));
  await type('0');
  await waitFor(() => {
    const grant = screen.getByRole<HTMLButtonElement>('button', { name: 'Grant credits' });
    expect(grant.disabled).toBe(true);
  });
});
