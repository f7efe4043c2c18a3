import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconBuildingPlus, IconFilePlus } from '@tabler/icons-react';
import { keys, type Schema, useApiQuery } from '~/api';
import { Loading, PageHeader, QueryView } from '~/components';
import { formatCount, formatUsd } from '~/money';
import { CalendarStop } from './CalendarStop';
import { Figures } from './Figures';
import { type AdminDialogs, OrganizationDialogs, useAdminDialogs } from './OrganizationDialogs';
import { OrganizationsTable } from './OrganizationsTable';
import { PaymentFailures } from './PaymentFailures';
import { PlanDistribution } from './PlanDistribution';
import { SystemAdminsOnly } from './SystemAdminsOnly';
import { TopOrganizations } from './TopOrganizations';

type Overview = Schema<'SystemDashboardResponse'>;

/** Revenue, plans, usage and failed payments of the whole platform. For system admins. */
export function SystemBillingOverview() {
  return (
    <SystemAdminsOnly
      title="System"
      about="It shows the revenue and the organizations of the whole platform."
    >
      <Screen />
    </SystemAdminsOnly>
  );
}

function Screen() {
  const dialogs = useAdminDialogs();
  const overview = useApiQuery(keys.system('overview'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/system', {
      // The organizations have a list of their own below.
      params: { query: { limit: 1 } },
      signal,
    }),
  );
  return (
    <>
      <PageHeader
        title="System"
        about={overview.data ? sentence(overview.data) : 'The whole platform'}
        actions={<Actions dialogs={dialogs} />}
      />
      <Stack gap="xl">
        <QueryView
          query={overview}
          what="the overview"
          loading={<Loading what="the overview" lines={4} height={110} />}
        >
          {(data) => <Summary overview={data} dialogs={dialogs} />}
        </QueryView>
        <OrganizationsTable dialogs={dialogs} plans={overview.data?.subscription_distribution} />
      </Stack>
      <OrganizationDialogs dialogs={dialogs} />
    </>
  );
}

function Actions({ dialogs }: { dialogs: AdminDialogs }) {
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconBuildingPlus size={16} aria-hidden="true" />}
        onClick={() => dialogs.newOrganization.open(true)}
      >
        New organization
      </Button>
      <Button
        leftSection={<IconFilePlus size={16} aria-hidden="true" />}
        onClick={() => dialogs.newSubscription.open(null)}
      >
        New subscription
      </Button>
    </Group>
  );
}

function Summary({ overview, dialogs }: { overview: Overview; dialogs: AdminDialogs }) {
  return (
    <>
      {overview.calendar.is_stopped && <CalendarStop calendar={overview.calendar} />}
      <Figures metrics={overview.revenue_metrics} />
      <PaymentFailures failures={overview.past_due} dialogs={dialogs} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <PlanDistribution plans={overview.subscription_distribution} />
        <TopOrganizations organizations={overview.top_organizations_by_usage} />
      </SimpleGrid>
    </>
  );
}

function sentence({ revenue_metrics: revenue, past_due: pastDue }: Overview): string {
  const count = revenue.active_subscriptions;
  const failures =
    pastDue.length === 0
      ? 'every payment arrived'
      : `${formatCount(pastDue.length)} ${pastDue.length === 1 ? 'payment' : 'payments'} failed`;
  return `${formatUsd(revenue.total_mrr)} a month from ${formatCount(count)} ${count === 1 ? 'subscription' : 'subscriptions'}; ${failures}.`;
}
