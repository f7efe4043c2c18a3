import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Schema } from '~/api';
import { ActionsMenu, Badge, Card, DateText, planName } from '~/components';
import { Usd } from '~/money';
import { PageLink, useNavigation } from '~/navigation/Navigation';
import { ACTIONS, type Verb } from './actions';
import classes from './admin.module.css';
import type { AdminDialogs } from './OrganizationDialogs';

type Failure = Schema<'PastDueSubscription'>;

const MOST_SHOWN = 100;

interface PaymentFailuresProps {
  failures: Failure[];
  dialogs: AdminDialogs;
}

/** Whose payment failed; whose grace ends first comes first. */
export function PaymentFailures({ failures, dialogs }: PaymentFailuresProps) {
  if (failures.length === 0) {
    return (
      <Card className={classes.calm}>
        <IconCircleCheck size={20} color="var(--ob-good)" aria-hidden="true" />
        <Text>No failed payments.</Text>
      </Card>
    );
  }
  return (
    <Card aria-labelledby="failures-title">
      <Title order={2} id="failures-title">
        Payment failures
      </Title>
      <Text size="sm" c="dimmed">
        {failures.length >= MOST_SHOWN
          ? `The ${MOST_SHOWN} whose grace ends first. All of them: filter the organizations below by “Past due”.`
          : 'Whose grace ends first comes first'}
      </Text>
      <ul className={classes.failures}>
        {failures.map((failure) => (
          <FailureRow key={failure.subscription_id} failure={failure} dialogs={dialogs} />
        ))}
      </ul>
    </Card>
  );
}

function FailureRow({ failure, dialogs }: { failure: Failure; dialogs: AdminDialogs }) {
  const { places } = useNavigation();
  const { org_name: name } = failure;
  const ask = (verb: Verb) => dialogs.action.open({ verb, organization: failure });
  return (
    <li className={classes.failure} aria-label={name}>
      <div>
        <Anchor component={PageLink} href={places.organization(failure.org_id)} fw={600}>
          {name}
        </Anchor>
        <Text size="sm" c="dimmed">
          {planName(failure.subscription_plan)}, {failure.billing_cycle}
        </Text>
      </div>
      <div>
        <Text fw={600}>
          <Usd value={failure.amount_due} /> due
        </Text>
        <Text size="sm" c="dimmed">
          {failure.open_invoice_count === 1
            ? '1 open invoice'
            : `${failure.open_invoice_count} open invoices`}
        </Text>
      </div>
      <div>
        <Text>{failure.failure_reason ?? 'No reason given'}</Text>
        <Text size="sm" c="dimmed">
          since <DateText value={failure.past_due_since ?? failure.failed_at} />
        </Text>
      </div>
      <div>
        {failure.may_spend ? <Badge tone="warn">Grace</Badge> : <Badge tone="bad">Blocked</Badge>}
        <Text size="sm" c="dimmed">
          {failure.may_spend ? 'until' : 'since'} <DateText value={failure.grace_ends_at} />
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.failureActions}>
        <Button
          variant="default"
          size="sm"
          onClick={() => ask('mark-paid')}
          aria-label={`Mark as paid: ${name}`}
        >
          Mark as paid
        </Button>
        <ActionsMenu
          label={`More for ${name}`}
          actions={[
            { label: `Open ${name}`, href: places.organization(failure.org_id) },
            ...(['pause', 'cancel'] as const).map((verb) => ({
              label: `${ACTIONS[verb].label} …`,
              icon: ACTIONS[verb].icon,
              isDangerous: ACTIONS[verb].isDangerous,
              onClick: () => ask(verb),
            })),
          ]}
        />
      </Group>
    </li>
  );
}
