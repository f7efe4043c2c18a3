import { Anchor, Group, Text, Title } from '@mantine/core';
import type { Schema } from '~/api';
import { Badge, Card, DateText, Meter, planName, ROLE_NAMES, StatusBadge } from '~/components';
import { Credits, Usd } from '~/money';
import { PageLink, useNavigation } from '~/navigation/Navigation';
import classes from './billing.module.css';

type Organization = Schema<'JoinedOrganizationResponse'>;

/** What the person has in one organization. */
export function OrganizationCard({ organization }: { organization: Organization }) {
  const { places } = useNavigation();
  return (
    <Card as="article" className={classes.card} aria-label={organization.org_name}>
      <div>
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <Title order={2}>{organization.org_name}</Title>
          <Badge>{ROLE_NAMES[organization.role]}</Badge>
        </Group>
        <Plan organization={organization} />
      </div>
      {organization.is_active ? <Allocation organization={organization} /> : <NoAllocation />}
      <Anchor
        component={PageLink}
        href={places.organization(organization.org_id)}
        size="sm"
        fw={550}
        className={classes.details}
      >
        Billing of {organization.org_name}
      </Anchor>
    </Card>
  );
}

function Plan({ organization }: { organization: Organization }) {
  const {
    subscription_plan: plan,
    monthly_price: price,
    subscription_status: status,
  } = organization;
  if (plan === null) {
    return (
      <Text size="sm" c="dimmed">
        No plan
      </Text>
    );
  }
  return (
    <Group gap={6} mt={2}>
      <Text size="sm" c="dimmed">
        {planName(plan)}, <Usd value={price} /> / month
      </Text>
      {status && status !== 'active' && <StatusBadge status={status} />}
    </Group>
  );
}

function Allocation({ organization }: { organization: Organization }) {
  const { allocated_credits: allocated, used_credits: used } = organization;
  return (
    <div>
      <div className={classes.remaining}>
        <Credits value={organization.remaining_credits} />
      </div>
      <Text size="sm" c="dimmed" mb="md">
        credits left
      </Text>
      <Meter label="Used" part={used} whole={allocated} />
      <dl className={classes.facts}>
        <dt>Allocated</dt>
        <dd>
          <Credits value={allocated} />
        </dd>
        <dt>Used</dt>
        <dd>
          <Credits value={used} />
        </dd>
        {organization.held_credits > 0 && (
          <>
            <dt>Set aside for running calls</dt>
            <dd>
              <Credits value={organization.held_credits} />
            </dd>
          </>
        )}
        <dt>Resets</dt>
        <dd>
          {organization.reset_period === 'never' ? (
            'never'
          ) : (
            <DateText value={organization.next_reset_date} />
          )}
        </dd>
      </dl>
    </div>
  );
}

function NoAllocation() {
  return (
    <Text size="sm" c="dimmed">
      No credits are allocated to you here.
    </Text>
  );
}
