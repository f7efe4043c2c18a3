import type { Schema } from '~/api';
import { planName } from '~/components';
import { formatCredits } from '~/money';

export type HistoryEvent = Schema<'BillingHistoryResponse'>;
export type EventType = HistoryEvent['event_type'];

/** Events as people call them. */
export const EVENT_NAMES: Record<EventType, string> = {
  invoice_created: 'Invoice',
  invoice_paid: 'Payment received',
  invoice_failed: 'Payment failed',
  subscription_created: 'Subscription started',
  subscription_upgraded: 'Plan upgraded',
  subscription_downgraded: 'Plan downgraded',
  subscription_canceled: 'Subscription canceled',
  credit_purchase: 'Credits ordered',
  credit_refund: 'Credits refunded',
  overage_charged: 'Overage charged',
};

export const EVENT_CHOICES = (Object.keys(EVENT_NAMES) as EventType[]).map((value) => ({
  value,
  label: EVENT_NAMES[value],
}));

/** What the event tells beside its amount: a plan, credits, a reason. Only what is there. */
export function describeEvent(event: HistoryEvent): string {
  const { details } = event;
  const text = (name: string) => {
    const value = details[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const before = text('old_plan');
  const after = text('new_plan') ?? text('subscription_plan');
  const plan =
    after &&
    (before && before !== after ? `${planName(before)} → ${planName(after)}` : planName(after));
  const credits = typeof details.credits === 'number' ? details.credits : null;
  const cycle = text('new_billing_cycle') ?? text('billing_cycle');
  return [
    plan,
    cycle && `billed ${cycle}`,
    credits !== null && `${formatCredits(credits)} credits`,
    text('reason'),
  ]
    .filter(Boolean)
    .join(' · ');
}
