import { expect, it } from 'vitest';
import { refundedColumn, withRefunds } from './refunds';

it('says beside a net figure what was refunded, and nothing where nothing was', () => {
  expect(withRefunds('in the last 30 days', 0)).toBe('in the last 30 days');
  expect(withRefunds('in the last 30 days', 1234.5)).toBe(
    'in the last 30 days; less 1,234.5 refunded',
  );
});

it('has a column of refunds only where there are some', () => {
  expect(refundedColumn([{ refunded_credits: 0 }])).toEqual([]);
  const rows = [{ refunded_credits: 0 }, { refunded_credits: 0.000001 }];
  expect(refundedColumn(rows).map(({ header }) => header)).toEqual(['Refunded']);
});
