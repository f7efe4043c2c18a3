import { Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Loading } from '~/components';
import classes from './organization.module.css';
import { PoolCard } from './pool/PoolCard';
import { SubscriptionCard } from './subscription/SubscriptionCard';
import { ServicesChart, TimeChartCard } from './usage/UsageCharts';
import type { Viewed } from './viewed';

// What only some see comes as a file of its own.
const PendingRequests = lazy(async () => ({
  default: (await import('./requests/PendingRequests')).PendingRequests,
}));
const MemberOverview = lazy(async () => ({
  default: (await import('./MemberOverview')).MemberOverview,
}));
const PendingPurchases = lazy(async () => ({
  default: (await import('./pool/PendingPurchases')).PendingPurchases,
}));

/** Plan, pool, what waits for a decision, and the last 30 days. */
export function OverviewSection({ viewed }: { viewed: Viewed }) {
  const { data } = viewed;
  const { is_managed: isManaged } = data.organization;
  const usage = data.usage_stats_30_days;
  return (
    <Stack gap="1.25rem">
      <Suspense fallback={<Loading what="what waits" lines={1} height={160} />}>
        {!isManaged && <MemberOverview viewed={viewed} />}
        {isManaged && (data.pending_request_count ?? 0) > 0 && <PendingRequests viewed={viewed} />}
      </Suspense>
      <div className={classes.pair}>
        <SubscriptionCard viewed={viewed} />
        <PoolCard viewed={viewed} />
      </div>
      <Suspense fallback={null}>{isManaged && <PendingPurchases viewed={viewed} />}</Suspense>
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
