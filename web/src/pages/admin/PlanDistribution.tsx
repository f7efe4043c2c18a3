import type { Schema } from '~/api';
import { ChartCard, Empty, planName } from '~/components';
import { chartColor, DonutChart } from '~/components/charts';
import { formatCount, formatUsd, Usd } from '~/money';

type PlanShare = Schema<'PlanShare'>;

/** How many subscriptions each plan has, and what it earns a month. */
export function PlanDistribution({ plans }: { plans: PlanShare[] }) {
  const total = plans.reduce((sum, plan) => sum + plan.count, 0);
  const hasAny = plans.some((plan) => plan.count + plan.trialing_count > 0);
  return (
    <ChartCard
      title="Plans"
      about="Paying subscriptions and their MRR"
      rows={hasAny ? plans : []}
      rowKey={(plan) => plan.plan}
      columns={[
        { header: 'Plan', render: (plan) => planName(plan.plan) },
        { header: 'Subscriptions', render: (plan) => formatCount(plan.count), align: 'right' },
        { header: 'MRR', render: (plan) => <Usd value={plan.mrr} />, align: 'right' },
        { header: 'Trials', render: (plan) => formatCount(plan.trialing_count), align: 'right' },
      ]}
      chart={
        <DonutChart
          summary={plans.map(words).join('; ')}
          // Each plan keeps its colour when another one has no subscriptions.
          slices={plans
            .map((plan, at) => ({
              name: `${planName(plan.plan)}, ${formatUsd(plan.mrr)}`,
              value: plan.count,
              color: chartColor(at),
            }))
            .filter((slice) => slice.value > 0)}
          center={formatCount(total)}
          formatValue={formatCount}
        />
      }
      empty={<Empty title="No subscriptions yet" />}
    />
  );
}

function words(plan: PlanShare): string {
  return `${planName(plan.plan)}: ${formatCount(plan.count)} subscriptions, ${formatUsd(plan.mrr)} a month`;
}
