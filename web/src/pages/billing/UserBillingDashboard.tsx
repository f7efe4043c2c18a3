import { Button, Group, NativeSelect, SimpleGrid, Stack } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { keys, type Schema, useApiQuery } from '~/api';
import { Loading, PageHeader, QueryView } from '~/components';
import { formatCount, formatCredits } from '~/money';
import { PageLink, PageTitle, useNavigation } from '~/navigation/Navigation';
import classes from './billing.module.css';
import { Comparison } from './Comparison';
import { Invitations } from './Invitations';
import { NoOrganizations } from './NoOrganizations';
import { OrganizationCard } from './OrganizationCard';
import { Totals } from './Totals';
import { UsageOverTime } from './UsageOverTime';

type Dashboard = Schema<'UserDashboardResponse'>;

const ALL = '';

/** What the person who is signed in has and used, in each of their organizations and in all. */
export function UserBillingDashboard() {
  const dashboard = useApiQuery(keys.me('billing'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/user', { signal }),
  );
  return (
    <>
      <PageTitle>My usage</PageTitle>
      <QueryView
        query={dashboard}
        what="your usage"
        loading={<Loading what="your usage" lines={4} height={96} />}
      >
        {(data) => <Figures data={data} />}
      </QueryView>
    </>
  );
}

function Figures({ data }: { data: Dashboard }) {
  const { organizations } = data;
  const [chosenId, setChosenId] = useState(ALL);
  // An organization that one has left meanwhile is no choice any more.
  const chosen = organizations.find((organization) => organization.org_id === chosenId);
  const shown = chosen ? [chosen] : organizations;
  const isComparing = shown.length > 1;
  return (
    <>
      <PageHeader
        title="My usage"
        about={sentence(data.total_usage_last_30_days)}
        actions={
          <Group gap="sm" className={classes.actions}>
            {organizations.length > 1 && (
              <OrganizationSelector
                organizations={organizations}
                chosenId={chosen ? chosenId : ALL}
                onChoose={setChosenId}
              />
            )}
            <JoinButton />
          </Group>
        }
      />
      <Stack gap="xl">
        <Invitations invitations={data.invitations} />
        {organizations.length === 0 && <NoOrganizations />}
        <Totals data={data} chosen={chosen} />
        {organizations.length > 0 && (
          <SimpleGrid
            cols={{ base: 1, sm: Math.min(shown.length, 2), lg: Math.min(shown.length, 3) }}
            component="section"
            aria-label="Organizations"
          >
            {shown.map((organization) => (
              <OrganizationCard key={organization.org_id} organization={organization} />
            ))}
          </SimpleGrid>
        )}
        <SimpleGrid cols={{ base: 1, md: isComparing ? 2 : 1 }}>
          <UsageOverTime
            days={(chosen ?? data).daily_usage_last_30_days}
            where={chosen?.org_name ?? 'all organizations'}
          />
          {isComparing && <Comparison organizations={organizations} />}
        </SimpleGrid>
      </Stack>
    </>
  );
}

interface OrganizationSelectorProps {
  organizations: Dashboard['organizations'];
  chosenId: string;
  onChoose: (orgId: string) => void;
}

/** Narrows the page to one organization; what is asked for on a card goes to that card's own. */
function OrganizationSelector({ organizations, chosenId, onChoose }: OrganizationSelectorProps) {
  return (
    <NativeSelect
      aria-label="Organization to show"
      className={classes.selector}
      data={[
        { value: ALL, label: 'All organizations' },
        ...organizations.map(({ org_id, org_name }) => ({ value: org_id, label: org_name })),
      ]}
      value={chosenId}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}

function JoinButton() {
  const { places } = useNavigation();
  return (
    <Button
      component={PageLink}
      href={places.join()}
      variant="default"
      leftSection={<IconUserPlus size={16} aria-hidden="true" />}
    >
      Join an organization
    </Button>
  );
}

function sentence(usage: Dashboard['total_usage_last_30_days']): string {
  const many = (count: number, word: string) =>
    `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
  const refunded = usage.refunded_credits;
  return (
    `${formatCredits(usage.total_credits_used)} credits used ` +
    `${refunded > 0 ? `(less ${formatCredits(refunded)} refunded) ` : ''}across ` +
    `${many(usage.org_count, 'organization')}; ${many(usage.request_count, 'request')}; ` +
    `${many(usage.service_count, 'service')}; in the last 30 days.`
  );
}
