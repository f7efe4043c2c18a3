import { SimpleGrid } from '@mantine/core';
import type { Schema } from '~/api';
import { StatCard, withRefunds } from '~/components';
import { Credits, formatCount, Usd } from '~/money';

/** What the platform earns, from how many, and what is used. */
export function Figures({ metrics }: { metrics: Schema<'RevenueMetrics'> }) {
  const used = since(metrics.total_credits_used_change_percent);
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'sm', sm: 'md' }}>
      <StatCard
        label="MRR"
        value={<Usd value={metrics.total_mrr} />}
        {...since(metrics.total_mrr_change_percent)}
      />
      <StatCard
        label="ARR"
        value={<Usd value={metrics.total_arr} />}
        {...since(metrics.total_arr_change_percent)}
      />
      <StatCard
        label="Active subscriptions"
        value={formatCount(metrics.active_subscriptions)}
        {...since(metrics.active_subscriptions_change_percent)}
      />
      <StatCard
        label="Credits used this month"
        value={<Credits value={metrics.total_credits_used} decimals={0} />}
        {...used}
        hint={withRefunds(used.hint, metrics.refunded_credits)}
      />
    </SimpleGrid>
  );
}

/** No change is known where there was nothing a month ago; that is not a change of 0. */
export function since(change: number | null) {
  return change === null
    ? { hint: 'nothing to compare with a month ago' }
    : { change, hint: 'since a month ago' };
}
