import { Button, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { Card, DateText, lazyDialog, planName, StatusBadge } from '~/components';
import { Usd } from '~/money';
import classes from '../organization.module.css';
import type { Subscription, Viewed } from '../viewed';

const CancelDialog = lazyDialog(async () => (await import('./CancelDialog')).CancelDialog);
const ChangePlanDialog = lazyDialog(
  async () => (await import('./ChangePlanDialog')).ChangePlanDialog,
);
const KeepPlanDialog = lazyDialog(async () => (await import('./KeepPlanDialog')).KeepPlanDialog);
const SubscribeDialog = lazyDialog(async () => (await import('./SubscribeDialog')).SubscribeDialog);

/** The plan that the organization has, or that it has none. */
export function SubscriptionCard({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const { subscription, organization } = viewed.data;
  const isLive = subscription !== null && subscription.status !== 'canceled';
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <div className={classes.cardHead}>
        <Title order={2} id={titleId}>
          Subscription
        </Title>
        {subscription && <StatusBadge status={subscription.status} />}
      </div>
      {subscription === null && (
        <div>
          <div className={classes.headline}>No plan</div>
          <Text size="sm" c="dimmed">
            This organization has no subscription. Without one, nobody can spend its credits.
          </Text>
        </div>
      )}
      {subscription && <Plan subscription={subscription} />}
      {!isLive && <WhatCanBeDone viewed={viewed} />}
      {isLive && organization.is_managed && <Actions viewed={viewed} subscription={subscription} />}
    </Card>
  );
}

function Plan({ subscription }: { subscription: Subscription }) {
  const isYearly = subscription.billing_cycle === 'yearly';
  return (
    <>
      <div>
        <div className={classes.headline}>{planName(subscription.plan)}</div>
        <Text size="sm" c="dimmed">
          <Usd value={subscription.price} /> / {isYearly ? 'year' : 'month'}
          {isYearly && (
            <>
              {', '}
              <Usd value={subscription.monthly_price} /> a month
            </>
          )}
        </Text>
      </div>
      <dl className={classes.facts}>
        <dt>Billing cycle</dt>
        <dd>{isYearly ? 'Yearly' : 'Monthly'}</dd>
        <dt>Next billing</dt>
        <dd>
          {subscription.next_billing_at ? (
            <DateText value={subscription.next_billing_at} />
          ) : (
            'Nothing will be billed'
          )}
        </dd>
        <DateFact label="Trial ends" value={subscription.trial_ends_at} />
        <DateFact label="Spending allowed until" value={subscription.grace_ends_at} />
        {subscription.status !== 'canceled' && (
          <DateFact label="Ends" value={subscription.cancel_at} />
        )}
      </dl>
      <Notice subscription={subscription} />
    </>
  );
}

function DateFact({ label, value }: { label: string; value: string | null }) {
  if (!value) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <DateText value={value} />
      </dd>
    </>
  );
}

/** What is about to happen, or went wrong, in a sentence. */
function Notice({ subscription }: { subscription: Subscription }) {
  const { status, cancel_at: cancelAt, next_plan: nextPlan } = subscription;
  if (status === 'past_due') {
    return (
      <div className={classes.notice} data-tone="warn">
        The last payment failed.{' '}
        {subscription.grace_ends_at && (
          <>
            Members can spend until <DateText value={subscription.grace_ends_at} />.
          </>
        )}
      </div>
    );
  }
  if (status === 'canceled') return null;
  if (cancelAt) {
    return (
      <div className={classes.notice} data-tone="warn">
        Canceled: it ends on <DateText value={cancelAt} />. Every credit stays in the pool.
      </div>
    );
  }
  if (nextPlan) {
    return (
      <div className={classes.notice}>
        Changes to {planName(nextPlan)}
        {subscription.next_billing_cycle && `, billed ${subscription.next_billing_cycle},`} on{' '}
        <DateText value={subscription.current_period_end} />.
      </div>
    );
  }
  return null;
}

function WhatCanBeDone({ viewed }: { viewed: Viewed }) {
  const [opened, { open, close }] = useDisclosure(false);
  if (!viewed.isSystemAdmin) {
    return (
      <Text size="sm">
        {viewed.data.organization.is_managed
          ? 'Whoever runs this platform can subscribe it to a plan. Its credits stay in the pool.'
          : 'An administrator of the organization can have it subscribed to a plan.'}
      </Text>
    );
  }
  return (
    <div className={classes.actions}>
      <Button onClick={open}>Subscribe to a plan</Button>
      <SubscribeDialog viewed={viewed} opened={opened} onClose={close} />
    </div>
  );
}

function Actions({ viewed, subscription }: { viewed: Viewed; subscription: Subscription }) {
  const [isChanging, change] = useDisclosure(false);
  const [isCanceling, cancel] = useDisclosure(false);
  const [isKeeping, keep] = useDisclosure(false);
  const isEnding = subscription.cancel_at !== null;
  return (
    <div className={classes.actions}>
      <Button onClick={change.open}>Change plan</Button>
      {(isEnding || subscription.next_plan) && (
        <Button variant="default" onClick={keep.open}>
          Keep {planName(subscription.plan)}
        </Button>
      )}
      {!isEnding && (
        <Button variant="default" onClick={cancel.open}>
          Cancel subscription
        </Button>
      )}
      <ChangePlanDialog
        viewed={viewed}
        subscription={subscription}
        opened={isChanging}
        onClose={change.close}
      />
      <CancelDialog
        orgId={viewed.orgId}
        subscription={subscription}
        opened={isCanceling}
        onClose={cancel.close}
      />
      <KeepPlanDialog
        orgId={viewed.orgId}
        subscription={subscription}
        opened={isKeeping}
        onClose={keep.close}
      />
    </div>
  );
}
