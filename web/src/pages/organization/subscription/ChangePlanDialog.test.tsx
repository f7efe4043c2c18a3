import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Schema } from '~/api';
import { json, show } from '~/test/server';
import { Proration } from './ChangePlanDialog';

type Change = Schema<'SubscriptionChangeResponse'>;

function proration(change: Partial<Change>, amountDue: number): void {
  const shown = {
    change: 'upgrade',
    new_plan: 'hybrid',
    proration: { charge_usd: 99, credit_usd: 99 - amountDue, amount_due_usd: amountDue },
    included_credits_now: 0,
    ...change,
  } as Change;
  show(<Proration change={shown} />, () => json({}));
}

it('says which credits an upgrade brings now', () => {
  proration({ included_credits_now: 8000 }, 69);
  expect(screen.getByTestId('credits-now').textContent).toBe('+ 8,000 credits now');
  expect(screen.getByTestId('amount-due').textContent).toBe('$69.00');
});

it('promises no credits where a change brings none', () => {
  proration({}, 69);
  expect(screen.queryByTestId('credits-now')).toBeNull();
});

it('says where the money goes when the old term was worth more', () => {
  proration({}, -439.52);
  expect(screen.getByText('Taken off the next invoices')).toBeDefined();
  expect(screen.getByTestId('amount-due').textContent).toBe('$439.52');
});
