import { Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowDown,
  IconArrowUp,
  IconCheck,
  IconCoins,
  IconFileInvoice,
  IconFlag,
  IconX,
} from '@tabler/icons-react';
import { Badge, DateText } from '~/components';
import { Usd } from '~/money';
import classes from '../organization.module.css';
import { describeEvent, EVENT_NAMES, type EventType, type HistoryEvent } from './events';

const ICONS: Record<EventType, typeof IconX> = {
  invoice_created: IconFileInvoice,
  invoice_paid: IconCheck,
  invoice_failed: IconAlertTriangle,
  subscription_created: IconFlag,
  subscription_upgraded: IconArrowUp,
  subscription_downgraded: IconArrowDown,
  subscription_canceled: IconX,
  credit_purchase: IconCoins,
  credit_refund: IconArrowBackUp,
  overage_charged: IconAlertTriangle,
};
const SAYS_IT_ALREADY: readonly EventType[] = ['invoice_paid', 'invoice_failed'];
const CALM: readonly EventType[] = ['invoice_created', 'subscription_canceled'];

/** What happened, one below the other. */
export function Timeline({ events }: { events: HistoryEvent[] }) {
  return (
    <ol className={classes.timeline}>
      {events.map((event) => (
        <li key={event.id} className={classes.event}>
          <Mark type={event.event_type} />
          <div>
            <Text fw={600}>{EVENT_NAMES[event.event_type]}</Text>
            <Text size="sm">{describeEvent(event)}</Text>
            <Text size="sm" c="dimmed">
              <DateText value={event.created_at} withTime />
              {event.period_start && event.period_end && (
                <>
                  {' · for '}
                  <DateText value={event.period_start} /> – <DateText value={event.period_end} />
                </>
              )}
            </Text>
          </div>
          <div className={classes.eventAmount}>
            {/* Only money that came or went back counts: what tells of it again is set back. */}
            <Text
              span
              fw={event.cash_usd === null ? 400 : 600}
              c={event.cash_usd === null ? 'dimmed' : undefined}
            >
              <Usd value={event.cash_usd ?? event.amount} />
            </Text>
            {!SAYS_IT_ALREADY.includes(event.event_type) && <Payment event={event} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Mark({ type }: { type: EventType }) {
  const Icon = ICONS[type];
  const calm = CALM.includes(type) ? 'neutral' : undefined;
  return (
    <span className={classes.eventMark} data-tone={type === 'invoice_failed' ? 'bad' : calm}>
      <Icon size={18} aria-hidden="true" />
    </span>
  );
}

const PAYMENTS = {
  pending: ['Pending', 'warn'],
  paid: ['Paid', 'good'],
  failed: ['Failed', 'bad'],
  refunded: ['Refunded', 'neutral'],
  void: ['Void', 'neutral'],
} as const;

/** Orders that wait for no payment any more; "Failed" is a payment's own word. */
const ENDS = { canceled: 'Canceled', expired: 'Expired' } as const;

function Payment({ event }: { event: HistoryEvent }) {
  const { payment_status: status, purchase_status: end } = event;
  if (status === null) return null;
  if (status === 'none') {
    const isEnd = end === 'canceled' || end === 'expired';
    return isEnd ? <Badge tone="neutral">{ENDS[end]}</Badge> : null;
  }
  const [words, tone] = PAYMENTS[status];
  return <Badge tone={tone}>{words}</Badge>;
}
