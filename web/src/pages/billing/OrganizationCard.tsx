import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Schema } from '~/api';
import {
  Badge,
  Card,
  DateText,
  lazyDialog,
  Meter,
  planName,
  ROLE_NAMES,
  StatusBadge,
} from '~/components';
import { Credits, formatCount, Usd } from '~/money';
import { PageLink, useNavigation } from '~/navigation/Navigation';
import classes from './billing.module.css';
import { PendingRequest } from './PendingRequest';

type Organization = Schema<'JoinedOrganizationResponse'>;

const AskDialog = lazyDialog(
  async () => (await import('~/pages/organization/requests/AskDialog')).AskDialog,
);

/** What the person has in one organization, and what can be done about it. */
export function OrganizationCard({ organization }: { organization: Organization }) {
  const { places } = useNavigation();
  const [isAsking, ask] = useDisclosure();
  const { org_id: orgId, org_name: name, pending_request: pending } = organization;
  return (
    <Card as="article" className={classes.card} aria-label={name}>
      <div>
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <Title order={2} className={classes.name}>
            {name}
          </Title>
          <Badge>{ROLE_NAMES[organization.role]}</Badge>
        </Group>
        <Plan organization={organization} />
      </div>
      {organization.is_active ? <Allocation organization={organization} /> : <NoAllocation />}
      {pending && <PendingRequest organization={organization} request={pending} />}
      <Group justify="space-between" gap="sm" className={classes.details}>
        <Anchor component={PageLink} href={places.organization(orgId)} size="sm" fw={550}>
          Billing of {name}
        </Anchor>
        {!pending && (
          <Button
            variant="light"
            size="xs"
            onClick={ask.open}
            aria-label={`Ask for more credits, ${name}`}
          >
            Ask for more credits
          </Button>
        )}
      </Group>
      <AskDialog
        orgId={orgId}
        organizationName={name}
        remaining={organization.remaining_credits}
        opened={isAsking}
        onClose={ask.close}
      />
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
        <Last30Days organization={organization} />
      </dl>
    </div>
  );
}

function Last30Days({ organization }: { organization: Organization }) {
  return (
    <>
      <dt>Used in the last 30 days</dt>
      <dd>
        <Credits value={organization.total_credits_used_last_30_days} />
      </dd>
      {organization.refunded_credits_last_30_days > 0 && (
        <>
          <dt>Refunded in the last 30 days</dt>
          <dd>
            <Credits value={organization.refunded_credits_last_30_days} />
          </dd>
        </>
      )}
      <dt>Requests in the last 30 days</dt>
      <dd className="ob-figure">{formatCount(organization.request_count_last_30_days)}</dd>
    </>
  );
}

function NoAllocation() {
  return (
    <Text size="sm" c="dimmed">
      No credits are allocated to you here.
    </Text>
  );
}
