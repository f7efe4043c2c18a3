import type { Schema } from '~/api';
import { ChartCard, type ChartColumn, Empty } from '~/components';
import { BarsChart } from '~/components/charts';
import { ABSENT, Credits, formatCount, formatShare } from '~/money';

type Organization = Schema<'JoinedOrganizationResponse'>;

const COLUMNS: ChartColumn<Organization>[] = [
  { header: 'Organization', render: (organization) => organization.org_name },
  {
    header: 'Allocated',
    render: (organization) => <Credits value={organization.allocated_credits} />,
    align: 'right',
  },
  {
    header: 'Used',
    render: (organization) => <Credits value={organization.used_credits} />,
    align: 'right',
  },
  {
    header: 'Used %',
    render: ({ used_percent: percent }) => (percent === null ? ABSENT : formatShare(percent / 100)),
    align: 'right',
  },
  {
    header: 'Left',
    render: (organization) => <Credits value={organization.remaining_credits} />,
    align: 'right',
  },
  {
    header: 'Requests, 30 days',
    render: (organization) => formatCount(organization.request_count_last_30_days),
    align: 'right',
  },
];

/** The organizations beside each other: what is used and what is left of each allocation. */
export function Comparison({ organizations }: { organizations: Organization[] }) {
  const active = organizations.filter((organization) => organization.is_active);
  return (
    <ChartCard
      title="Organizations compared"
      about="Used since the last reset, and left"
      rows={active}
      rowKey={(organization) => organization.org_id}
      columns={COLUMNS}
      chart={
        <BarsChart
          summary="Used and left credits of each organization"
          data={active.map((organization) => ({
            name: organization.org_name,
            used: organization.used_credits,
            left: organization.remaining_credits,
          }))}
          by="name"
          series={[
            { name: 'used', label: 'Used' },
            { name: 'left', label: 'Left', color: 'var(--ob-chart-rest)' },
          ]}
        />
      }
      empty={<Empty title="No credits are allocated to you" />}
    />
  );
}
