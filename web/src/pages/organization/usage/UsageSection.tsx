import { SegmentedControl, SimpleGrid, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { keys, type Schema, useApiQuery } from '~/api';
import { CsvDownloadButton, Loading, QueryView, StatCard, withRefunds } from '~/components';
import { Credits, formatCount } from '~/money';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';
import { ServicesChart, TimeChartCard, UsersChart } from './UsageCharts';

const CHOICES = [7, 30, 90, 365];

/** What was used, by day, service and member. */
export function UsageSection({ viewed }: { viewed: Viewed }) {
  const { orgId } = viewed;
  const [days, setDays] = useState(30);
  const usage = useApiQuery(keys.organization(orgId, 'usage', days), (client, signal) =>
    client.GET('/api/v1/org-billing/credits/{org_id}/usage', {
      params: { path: { org_id: orgId }, query: { days } },
      signal,
    }),
  );
  return (
    <Stack gap="1.25rem">
      <div className={classes.toolbar}>
        <Title order={2}>Usage</Title>
        <div className={classes.spacer} />
        <SegmentedControl
          aria-label="Days"
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={CHOICES.map((choice) => ({ value: String(choice), label: `${choice} days` }))}
        />
        <CsvDownloadButton
          path={`/api/v1/org-billing/credits/${encodeURIComponent(orgId)}/usage/export?days=${days}`}
          fileName={`usage-${days}-days.csv`}
        />
      </div>
      <QueryView
        query={usage}
        what="the usage"
        loading={<Loading what="the usage" lines={3} height={140} />}
      >
        {(data) => <Figures usage={data} days={days} viewed={viewed} />}
      </QueryView>
    </Stack>
  );
}

interface FiguresProps {
  usage: Schema<'CreditUsageStatsResponse'>;
  days: number;
  viewed: Viewed;
}

function Figures({ usage, days, viewed }: FiguresProps) {
  const { is_managed: isManaged } = viewed.data.organization;
  const hint = `in the last ${days} days`;
  return (
    <Stack gap="1.25rem">
      <SimpleGrid
        cols={{ base: isManaged ? 1 : 2, xs: isManaged ? 3 : 2 }}
        spacing={{ base: 'sm', sm: 'md' }}
      >
        <StatCard
          label={isManaged ? 'Credits used' : 'Credits you used'}
          value={<Credits value={usage.total_credits_used} />}
          hint={withRefunds(hint, usage.refunded_credits)}
        />
        <StatCard
          label={isManaged ? 'Requests' : 'Your requests'}
          value={formatCount(usage.total_requests)}
          hint={hint}
        />
        {isManaged && (
          <StatCard
            label="Members who used credits"
            value={formatCount(usage.user_count)}
            hint={`of ${formatCount(viewed.data.organization.member_count)}`}
          />
        )}
      </SimpleGrid>
      <TimeChartCard
        daily={usage.daily}
        days={days}
        whose={isManaged ? 'Credits of all members' : 'Your own credits'}
      />
      <div className={isManaged ? classes.halves : undefined}>
        <ServicesChart breakdown={usage.service_breakdown} days={days} />
        {isManaged && <UsersChart users={usage.top_users} days={days} />}
      </div>
    </Stack>
  );
}
