import { useState } from 'react';
import { type Schema, useMoneyMutation } from '~/api';
import { MoneyDialog, planName } from '~/components';
import { TrialInput, useTrial } from '~/components/TrialInput';
import { useOnOpening } from '~/components/useOnOpening';
import type { Viewed } from '../viewed';
import { type Cycle, PlanComparison } from './PlanComparison';

interface SubscribeDialogProps {
  viewed: Viewed;
  opened: boolean;
  onClose: () => void;
}

/** A system admin subscribes an organization that has no plan. */
export function SubscribeDialog({ viewed, opened, onClose }: SubscribeDialogProps) {
  const { orgId } = viewed;
  const [plan, setPlan] = useState<string | null>(null);
  const [cycle, setCycle] = useState<Cycle>('monthly');
  const trial = useTrial();
  useOnOpening(opened, () => {
    setPlan(null);
    setCycle('monthly');
    trial.reset();
  });
  const mutation = useMoneyMutation<
    Schema<'OrganizationSubscriptionCreate'>,
    Schema<'OrganizationSubscriptionResponse'>
  >({
    orgId,
    // A second live subscription is refused, so that this needs no key.
    send: (client, body) => client.POST('/api/v1/org-billing/subscriptions', { body }),
    done: (made) => `${made.org_name} has the plan ${planName(made.subscription_plan)}.`,
    onSuccess: onClose,
  });
  return (
    <MoneyDialog
      opened={opened}
      onClose={onClose}
      title={`Subscribe ${viewed.data.organization.name}`}
      size="52rem"
      confirm={plan ? `Subscribe to ${planName(plan)}` : 'Subscribe'}
      mutation={mutation}
      body={
        plan && trial.days !== null
          ? { org_id: orgId, subscription_plan: plan, billing_cycle: cycle, trial_days: trial.days }
          : null
      }
      effects={[]}
    >
      <PlanComparison plan={plan} cycle={cycle} onPlan={setPlan} onCycle={setCycle} />
      <TrialInput
        label="Trial, in days"
        description="0 bills the first period now."
        trial={trial}
      />
    </MoneyDialog>
  );
}
