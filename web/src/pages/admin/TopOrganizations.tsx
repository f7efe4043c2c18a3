import { Anchor } from '@mantine/core';
import type { Schema } from '~/api';
import { ChartCard, Empty, refundedColumn } from '~/components';
import { BarsChart } from '~/components/charts';
import { Credits, formatCount } from '~/money';
import { PageLink, useNavigation } from '~/navigation/Navigation';

type Organization = Schema<'TopOrganization'>;

const BAR_HEIGHT = 34;
const LONGEST_NAME = 16;

/** Who used most in the last 30 days. */
export function TopOrganizations({ organizations }: { organizations: Organization[] }) {
  const { places } = useNavigation();
  const height = Math.max(200, organizations.length * BAR_HEIGHT);
  return (
    <ChartCard
      title="Most used"
      about="Credits of the last 30 days"
      rows={organizations}
      rowKey={(organization) => organization.org_id}
      columns={[
        {
          header: 'Organization',
          render: (one) => (
            <Anchor component={PageLink} href={places.organization(one.org_id)}>
              {one.org_name}
            </Anchor>
          ),
        },
        {
          header: 'Credits',
          render: (one) => <Credits value={one.total_credits_30_days} />,
          align: 'right',
        },
        ...refundedColumn(organizations),
        { header: 'Members', render: (one) => formatCount(one.user_count), align: 'right' },
      ]}
      height={height}
      chart={
        <BarsChart
          isHorizontal
          summary={`Credits used in the last 30 days by ${organizations.length} organizations`}
          data={organizations.map((one) => ({
            name: one.org_name,
            credits: one.total_credits_30_days,
          }))}
          by="name"
          series={[{ name: 'credits', label: 'Credits' }]}
          formatName={shortened}
          height={height}
        />
      }
      empty={<Empty title="Nothing used in the last 30 days" />}
    />
  );
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;
}
