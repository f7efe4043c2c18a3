import { SimpleGrid, Stack } from '@mantine/core';
import { keys, type Schema, useApiQuery } from '~/api';
import { Empty, PageHeader, QueryView, StatCard } from '~/components';
import { Credits, formatCount, formatCredits, sumOf } from '~/money';
import { PageTitle } from '~/navigation/Navigation';
import { Comparison } from './Comparison';
import { OrganizationCard } from './OrganizationCard';
import { UsageOverTime } from './UsageOverTime';

type Dashboard = Schema<'UserDashboardResponse'>;

/** What the person who is signed in has and used, in each of their organizations and in all. */
export function UserBillingDashboard() {
  const dashboard = useApiQuery(keys.me('billing'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/user', { signal }),
  );
  return (
    <>
      <PageTitle>My usage</PageTitle>
      <QueryView query={dashboard} what="your usage">
        {(data) => <Figures data={data} />}
      </QueryView>
    </>
  );
}

function Figures({ data }: { data: Dashboard }) {
  const { organizations, total_usage_last_30_days: usage } = data;
  return (
    <>
      <PageHeader title="My usage" about={sentence(usage)} />
      <Stack gap="xl">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'sm', sm: 'md' }}>
          <StatCard
            label="Credits used"
            value={<Credits value={usage.total_credits_used} />}
            hint="in the last 30 days"
          />
          <StatCard
            label="Requests"
            value={formatCount(usage.request_count)}
            hint="in the last 30 days"
          />
          <StatCard
            label="Services"
            value={formatCount(usage.service_count)}
            hint="in the last 30 days"
          />
          <StatCard
            label="Credits left"
            value={<Credits value={sumOf(organizations.map((one) => one.remaining_credits))} />}
            hint="in all organizations"
          />
        </SimpleGrid>
        {organizations.length === 0 ? (
          <Empty title="You belong to no organization yet">
            An administrator of an organization can invite you by e-mail.
          </Empty>
        ) : (
          <SimpleGrid
            cols={{ base: 1, sm: 2, lg: organizations.length === 2 ? 2 : 3 }}
            component="section"
            aria-label="Organizations"
          >
            {organizations.map((organization) => (
              <OrganizationCard key={organization.org_id} organization={organization} />
            ))}
          </SimpleGrid>
        )}
        <SimpleGrid cols={{ base: 1, md: organizations.length > 1 ? 2 : 1 }}>
          <UsageOverTime days={data.daily_usage_last_30_days} />
          {organizations.length > 1 && <Comparison organizations={organizations} />}
        </SimpleGrid>
      </Stack>
    </>
  );
}

function sentence(usage: Dashboard['total_usage_last_30_days']): string {
  const many = (count: number, word: string) =>
    `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
  return (
    `${formatCredits(usage.total_credits_used)} credits used across ` +
    `${many(usage.org_count, 'organization')}; ${many(usage.request_count, 'request')}; ` +
    `${many(usage.service_count, 'service')}.`
  );
}
