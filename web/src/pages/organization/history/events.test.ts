import { expect, it } from 'vitest';
import { describeEvent, type HistoryEvent } from './events';

const event = (details: Record<string, unknown>) => ({ details }) as unknown as HistoryEvent;

it('tells the plan and how it is billed', () => {
  const details = { subscription_plan: 'platform', billing_cycle: 'monthly' };
  expect(describeEvent(event(details))).toBe('Platform · billed monthly');
});

it('tells both plans of a change', () => {
  const details = { old_plan: 'byok', new_plan: 'hybrid', new_billing_cycle: 'yearly' };
  expect(describeEvent(event(details))).toBe('BYOK → Hybrid · billed yearly');
});

it('tells the credits and the reason of a purchase, and nothing that is not there', () => {
  expect(describeEvent(event({ credits: 5000, reason: 'Spring' }))).toBe('5,000 credits · Spring');
  expect(describeEvent(event({}))).toBe('');
});
