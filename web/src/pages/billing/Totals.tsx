import { SimpleGrid } from '@mantine/core';
import type { Schema } from '~/api';
import { StatCard, withRefunds } from '~/components';
import { ABSENT, Credits, formatCount, formatShare, sumOf } from '~/money';

type Dashboard = Schema<'UserDashboardResponse'>;
type Organization = Schema<'JoinedOrganizationResponse'>;

const WHEN = 'in the last 30 days';

interface TotalsProps {
  data: Dashboard;
  /** The organization that the page is narrowed to. */
  chosen: Organization | undefined;
}

/** The figures on top: of everything, or of the one organization that is shown. */
export function Totals({ data, chosen }: TotalsProps) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'sm', sm: 'md' }}>
      {chosen ? <OfOne organization={chosen} /> : <OfAll data={data} />}
    </SimpleGrid>
  );
}

function OfAll({ data }: { data: Dashboard }) {
  const { total_usage_last_30_days: usage, organizations } = data;
  const left = sumOf(organizations.map((organization) => organization.remaining_credits));
  return (
    <>
      <StatCard
        label="Credits used"
        value={<Credits value={usage.total_credits_used} />}
        hint={withRefunds(WHEN, usage.refunded_credits)}
      />
      <StatCard label="Requests" value={formatCount(usage.request_count)} hint={WHEN} />
      <StatCard label="Services" value={formatCount(usage.service_count)} hint={WHEN} />
      <StatCard label="Credits left" value={<Credits value={left} />} hint="in all organizations" />
    </>
  );
}

function OfOne({ organization }: { organization: Organization }) {
  const { used_percent: percent, org_name: name } = organization;
  return (
    <>
      <StatCard
        label="Credits used"
        value={<Credits value={organization.total_credits_used_last_30_days} />}
        hint={withRefunds(WHEN, organization.refunded_credits_last_30_days)}
      />
      <StatCard
        label="Requests"
        value={formatCount(organization.request_count_last_30_days)}
        hint={WHEN}
      />
      <StatCard
        label="Allocation used"
        value={percent === null ? ABSENT : formatShare(percent / 100)}
        hint="since the last reset"
      />
      <StatCard
        label="Credits left"
        value={<Credits value={organization.is_active ? organization.remaining_credits : null} />}
        hint={`in ${name}`}
      />
    </>
  );
}
