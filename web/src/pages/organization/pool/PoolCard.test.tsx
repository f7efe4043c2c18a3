import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { json, show } from '~/test/server';
import type { Viewed } from '../viewed';
import { Refresh } from './PoolCard';

function facts(included: number, own: number): string[] {
  const pool = {
    monthly_refresh_amount: included + own,
    included_monthly_credits: included,
    own_monthly_credits: own,
    next_refresh_date: '2026-04-10T00:00:00Z',
  };
  const viewed = { data: { credit_pool: pool } } as unknown as Viewed;
  show(
    <dl>
      <Refresh viewed={viewed} />
    </dl>,
    () => json({}),
  );
  return screen.getAllByRole('term').map((term) => {
    const value = term.nextElementSibling?.textContent;
    return term.textContent === 'Next credits' ? 'Next credits' : `${term.textContent}: ${value}`;
  });
}

it('shows what the plan includes apart from the own grant', () => {
  expect(facts(4700.2, 300.1)).toEqual([
    'Included in the plan: 4,700.2 credits a month',
    'Own monthly grant: 300.1 credits a month',
    'Next credits',
  ]);
});

it('shows only what comes', () => {
  expect(facts(0, 300)).toEqual(['Own monthly grant: 300 credits a month', 'Next credits']);
});

it('names no next credits where none come', () => {
  expect(facts(0, 0)).toEqual(['Each month: None']);
});
