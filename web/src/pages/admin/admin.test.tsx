import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { json, show } from '~/test/server';
import { verbsIn } from './actions';
import { Figures } from './Figures';
import { SystemBillingOverview } from './SystemBillingOverview';
import { orderAfter, sortingOf } from './sorting';

it('turns an order round when its column is clicked again', () => {
  expect(orderAfter('revenue', 'revenue')).toBe('-revenue');
  expect(orderAfter('-revenue', 'revenue')).toBe('revenue');
  expect(orderAfter('-revenue', 'name')).toBe('name');
});

it('says which way a table is sorted: names up, figures down', () => {
  expect(sortingOf('name')).toEqual({ by: 'name', direction: 'ascending' });
  expect(sortingOf('-name')).toEqual({ by: 'name', direction: 'descending' });
  expect(sortingOf('revenue')).toEqual({ by: 'revenue', direction: 'descending' });
  expect(sortingOf('-used_credits')).toEqual({ by: 'used_credits', direction: 'ascending' });
});

it('offers what can be done in a state, and nothing else', () => {
  expect(verbsIn({ org_status: 'active', subscription_status: 'past_due' })).toEqual([
    'mark-paid',
    'pause',
    'cancel',
    'suspend',
  ]);
  expect(verbsIn({ org_status: 'suspended', subscription_status: null })).toEqual(['reactivate']);
  expect(verbsIn({ org_status: 'closed', subscription_status: 'canceled' })).toEqual([]);
});

it('does not take an unknown change for none', () => {
  const metrics = {
    total_mrr: 30,
    total_arr: 360,
    active_subscriptions: 1,
    total_credits_used: 0,
    refunded_credits: 12.5,
    total_mrr_change_percent: null,
    total_arr_change_percent: null,
    active_subscriptions_change_percent: 0,
    total_credits_used_change_percent: -12.5,
  };
  show(<Figures metrics={metrics} />, () => json({}));
  expect(screen.getAllByText('nothing to compare with a month ago')).toHaveLength(2);
  expect(screen.getByText('unchanged')).toBeTruthy();
  expect(screen.getByText('-12.5%')).toBeTruthy();
  expect(screen.getByText(/since a month ago; less 12.5 refunded/)).toBeTruthy();
});

it('asks the server for nothing where the page is not for the viewer', async () => {
  const me = { user_id: 'a', email: 'a@b.c', name: 'A', is_system_admin: false, organizations: [] };
  const { sent } = show(<SystemBillingOverview />, () => json(me));
  expect(await screen.findByText('This page is for system admins')).toBeTruthy();
  expect(sent.map((request) => new URL(request.url).pathname)).toEqual(['/api/v1/auth/me']);
});
