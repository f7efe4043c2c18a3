import { expect, it } from 'vitest';
import { detailWords, eventWords } from './auditWords';

it('says a change as before and after', () => {
  expect(detailWords({ role: ['member', 'billing_admin'] })).toEqual([
    'Role: Member → Billing admin',
  ]);
  expect(detailWords({ billing_email: [null, 'pay@acme.com'] })).toEqual([
    'Billing email: none → pay@acme.com',
  ]);
});

it('writes amounts the way people read them, and exactly', () => {
  expect(detailWords({ credits: 12500.5, amount_usd: 12.5 })).toEqual([
    'Credits: 12,500.5',
    'Amount: $12.50',
  ]);
  expect(detailWords({ credits: '9000000000.000001' })).toEqual(['Credits: 9,000,000,000.000001']);
});

it('leaves out ids and what is absent', () => {
  expect(
    detailWords({ purchase_id: 'x', key: '914d1b87-1fd2-5379-b8a5-97f339922152', reason: null }),
  ).toEqual([]);
});

it('shows an event that it does not know by its own name', () => {
  expect(eventWords('org.member.added')).toBe('Member added');
  expect(eventWords('org.something.new')).toBe('org.something.new');
});
