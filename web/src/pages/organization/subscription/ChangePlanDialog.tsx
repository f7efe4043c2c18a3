import { Text } from '@mantine/core';
import { useState } from 'react';
import { keys, type Schema, useApiQuery, useMoneyMutation } from '~/api';
import { DateText, type Effect, Loading, MoneyDialog, planName, QueryView } from '~/components';
import { useOnOpening } from '~/components/useOnOpening';
import { Credits, Usd } from '~/money';
import classes from '../organization.module.css';
import type { Subscription, Viewed } from '../viewed';
import { type Cycle, PlanComparison } from './PlanComparison';

type Change = Schema<'SubscriptionChangeResponse'>;
type Wanted = Schema<'SubscriptionChange'>;

interface ChangePlanDialogProps {
  viewed: Viewed;
  subscription: Subscription;
  opened: boolean;
  onClose: () => void;
}

/** Compares the plans, shows what a change costs and when it takes effect, and makes it. */
export function ChangePlanDialog({ viewed, subscription, opened, onClose }: ChangePlanDialogProps) {
  const { orgId } = viewed;
  const present = { plan: subscription.plan, cycle: subscription.billing_cycle };
  const [plan, setPlan] = useState(present.plan);
  const [cycle, setCycle] = useState<Cycle>(present.cycle);
  useOnOpening(opened, () => {
    setPlan(present.plan);
    setCycle(present.cycle);
  });
  const isOther = plan !== present.plan || cycle !== present.cycle;
  const wanted: Wanted = { subscription_plan: plan, billing_cycle: cycle };
  const preview = useApiQuery(
    keys.organization(orgId, 'preview', plan, cycle),
    (client, signal) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/upgrade/preview', {
        params: { path: { org_id: orgId } },
        body: wanted,
        signal,
      }),
    { enabled: opened && isOther, staleTime: 0 },
  );
  const mutation = useMoneyMutation<Wanted, Change>({
    orgId,
    send: (client, body, header) =>
      client.PUT('/api/v1/org-billing/subscriptions/{org_id}/upgrade', {
        params: { path: { org_id: orgId }, header },
        body,
      }),
    done: sayDone,
    onSuccess: onClose,
  });
  const shown = isOther ? preview.data : undefined;
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title="Change plan"
      size="52rem"
      confirm={shown ? confirmWords(shown) : 'Change plan'}
      mutation={mutation}
      body={shown ? wanted : null}
      effects={shown ? effectsOf(shown) : []}
    >
      <PlanComparison
        plan={plan}
        cycle={cycle}
        present={present}
        onPlan={setPlan}
        onCycle={setCycle}
      />
      {!isOther && (
        <Text size="sm" c="dimmed">
          This is the plan that you have. Choose another to see what the change costs.
        </Text>
      )}
      {isOther && (
        <QueryView
          query={preview}
          what="what the change costs"
          loading={<Loading what="what the change costs" lines={2} height={32} />}
        >
          {(change) => <Proration change={change} />}
        </QueryView>
      )}
    </MoneyDialog>
  );
}

/** What is charged now, and when the change happens. */
export function Proration({ change }: { change: Change }) {
  const { proration } = change;
  if (change.change === 'downgrade') {
    return (
      <div className={classes.notice}>
        Takes effect on <DateText value={change.takes_effect_at} />, when the present period ends.
        Nothing is charged now; until then everything stays as it is.
      </div>
    );
  }
  const isOwed = proration.amount_due_usd < 0;
  return (
    <div className={classes.notice}>
      <Text size="sm" mb="xs">
        Takes effect at once.
        {change.withdraws_cancellation && ' This withdraws the cancellation.'}
        {change.withdraws_pending_change && ' This replaces the change that was pending.'}
      </Text>
      <dl className={classes.sum}>
        <dt>{planName(change.new_plan)}, from today</dt>
        <dd>
          <Usd value={proration.charge_usd} />
        </dd>
        <dt>Unused part of the present period</dt>
        <dd>
          − <Usd value={proration.credit_usd} />
        </dd>
        <dt className={classes.total}>{isOwed ? 'Taken off the next invoices' : 'To pay now'}</dt>
        <dd className={classes.total} data-testid="amount-due">
          <Usd value={Math.abs(proration.amount_due_usd)} />
        </dd>
      </dl>
      {change.included_credits_now > 0 && (
        <Text size="sm" mt="xs" data-testid="credits-now">
          + <Credits value={change.included_credits_now} /> credits now
        </Text>
      )}
    </div>
  );
}

function effectsOf(change: Change): Effect[] {
  const monthly: Effect = {
    label: 'Price a month',
    before: change.old_monthly_price,
    after: change.new_monthly_price,
    unit: 'usd',
  };
  if (
    change.old_billing_cycle === change.new_billing_cycle &&
    change.old_billing_cycle === 'monthly'
  )
    return [monthly];
  const billed: Effect = {
    label: 'Billed each time',
    before: change.old_price,
    after: change.new_price,
    unit: 'usd',
  };
  return [monthly, billed];
}

function confirmWords(change: Change): string {
  const verb = change.change === 'downgrade' ? 'Change later to' : 'Change now to';
  return `${verb} ${planName(change.new_plan)}`;
}

function sayDone(change: Change): string {
  const name = `${planName(change.new_plan)}, billed ${change.new_billing_cycle}`;
  return change.change === 'downgrade'
    ? `The plan changes to ${name} when the period ends.`
    : `The plan is now ${name}.`;
}
