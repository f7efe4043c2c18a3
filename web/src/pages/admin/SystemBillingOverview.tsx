import { keys, useApiQuery } from '~/api';
import { PageHeader, QueryView } from '~/components';
import { formatCount, formatUsd } from '~/money';
import { PageTitle } from '~/navigation/Navigation';

/** Revenue, plans, usage and failed payments of the whole platform. */
export function SystemBillingOverview() {
  const overview = useApiQuery(keys.system('overview'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/system', { signal }),
  );
  return (
    <>
      <PageTitle>System</PageTitle>
      <QueryView query={overview} what="the overview">
        {({ revenue_metrics: revenue }) => (
          <PageHeader
            title="System"
            about={`${formatUsd(revenue.total_mrr)} a month from ${formatCount(revenue.active_subscriptions)} subscriptions`}
          />
        )}
      </QueryView>
    </>
  );
}
