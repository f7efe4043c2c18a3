import { Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { keys, type Schema, useApiQuery } from '~/api';
import { Badge, Loading, QueryView } from '~/components';
import { Credits, formatCredits, Usd } from '~/money';
import classes from '../organization.module.css';

export type Cycle = Schema<'SubscriptionSummary'>['billing_cycle'];
type Plan = Schema<'PlanResponse'>;

interface PlanComparisonProps {
  plan: string | null;
  cycle: Cycle;
  /** The plan that the organization has now. */
  present?: { plan: string; cycle: Cycle } | undefined;
  onPlan: (plan: string) => void;
  onCycle: (cycle: Cycle) => void;
}

/** The plans beside each other, one of which can be chosen. */
export function PlanComparison(props: PlanComparisonProps) {
  const plans = useApiQuery(keys.common('plans'), (client, signal) =>
    client.GET('/api/v1/org-billing/plans', { signal }),
  );
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Billing cycle"
        value={props.cycle}
        onChange={(cycle) => props.onCycle(cycle as Cycle)}
        data={[
          { value: 'monthly', label: 'Monthly' },
          { value: 'yearly', label: 'Yearly' },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      <QueryView
        query={plans}
        what="the plans"
        loading={<Loading what="the plans" lines={3} height={64} />}
      >
        {(known) => (
          <Radio.Group value={props.plan} onChange={props.onPlan} aria-label="Plan">
            <div className={classes.plans}>
              {known.map((plan) => (
                <PlanCard key={plan.plan} plan={plan} cycle={props.cycle} present={props.present} />
              ))}
            </div>
          </Radio.Group>
        )}
      </QueryView>
    </Stack>
  );
}

interface PlanCardProps extends Pick<PlanComparisonProps, 'cycle' | 'present'> {
  plan: Plan;
}

function PlanCard({ plan, cycle, present }: PlanCardProps) {
  const isYearly = cycle === 'yearly';
  const isPresent = present?.plan === plan.plan;
  return (
    <Radio.Card value={plan.plan} className={classes.plan} aria-label={plan.name}>
      <div className={classes.planHead}>
        <Text fw={650}>{plan.name}</Text>
        {isPresent && <Badge tone="good">Now</Badge>}
      </div>
      <div>
        <span className={classes.price}>
          <Usd value={isYearly ? plan.yearly_price : plan.monthly_price} />
        </span>{' '}
        <Text span size="sm" c="dimmed">
          / {isYearly ? 'year' : 'month'}
        </Text>
      </div>
      <Text size="sm">{plan.description}</Text>
      <Text size="sm" c="dimmed" mt="auto">
        {creditsOf(plan)}
      </Text>
      {plan.included_monthly_credits > 0 && (
        <Text size="sm">
          <Credits value={plan.included_monthly_credits} /> credits a month included
        </Text>
      )}
    </Radio.Card>
  );
}

/** What a call costs on the plan. */
function creditsOf(plan: Plan): string {
  const managed = `API cost × ${formatCredits(plan.managed_markup)}`;
  const own = `API cost × ${formatCredits(plan.own_key_markup)}`;
  return managed === own
    ? managed
    : `${managed}; with your own key × ${formatCredits(plan.own_key_markup)}`;
}
