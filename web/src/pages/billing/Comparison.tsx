import type { Schema } from '~/api';
import { ChartCard, Empty } from '~/components';
import { BarsChart } from '~/components/charts';
import { Credits } from '~/money';

type Organization = Schema<'JoinedOrganizationResponse'>;

/** The organizations beside each other: what is used and what is left of each allocation. */
export function Comparison({ organizations }: { organizations: Organization[] }) {
  const active = organizations.filter((organization) => organization.is_active);
  return (
    <ChartCard
      title="Organizations compared"
      about="Used and left of what is allocated to you"
      rows={active}
      rowKey={(organization) => organization.org_id}
      columns={[
        { header: 'Organization', render: (organization) => organization.org_name },
        { header: 'Used', render: (one) => <Credits value={one.used_credits} />, align: 'right' },
        {
          header: 'Left',
          render: (one) => <Credits value={one.remaining_credits} />,
          align: 'right',
        },
      ]}
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
