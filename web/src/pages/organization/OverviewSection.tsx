import { Stack } from '@mantine/core';
import { MemberOverview } from './MemberOverview';
import classes from './organization.module.css';
import { PendingPurchases } from './pool/PendingPurchases';
import { PoolCard } from './pool/PoolCard';
import { PendingRequests } from './requests/PendingRequests';
import { SubscriptionCard } from './subscription/SubscriptionCard';
import { ServicesChart, TimeChartCard } from './usage/UsageCharts';
import type { Viewed } from './viewed';

/** Plan, pool, what waits for a decision, and the last 30 days. */
export function OverviewSection({ viewed }: { viewed: Viewed }) {
  const { data } = viewed;
  const { is_managed: isManaged } = data.organization;
  const usage = data.usage_stats_30_days;
  return (
    <Stack gap="1.25rem">
      {!isManaged && <MemberOverview viewed={viewed} />}
      {isManaged && (data.pending_request_count ?? 0) > 0 && <PendingRequests viewed={viewed} />}
      <div className={classes.pair}>
        <SubscriptionCard viewed={viewed} />
        <PoolCard viewed={viewed} />
      </div>
      {isManaged && <PendingPurchases viewed={viewed} />}
      <div className={classes.halves}>
        <TimeChartCard
          daily={usage.daily}
          days={30}
          whose={isManaged ? 'Credits of all members' : 'Your own credits'}
        />
        <ServicesChart breakdown={usage.service_breakdown} days={30} />
      </div>
    </Stack>
  );
}
