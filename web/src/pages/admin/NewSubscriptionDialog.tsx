import { SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { keys, type Schema, staleAfterMoney, useApiQuery, useChange } from '~/api';
import {
  ChangeForm,
  Dialog,
  type DialogState,
  ErrorState,
  formatMoment,
  planName,
  QueryView,
} from '~/components';
import { TrialInput, useTrial } from '~/components/TrialInput';
import { formatUsd } from '~/money';
import type { Target } from './actions';

type Plan = Schema<'PlanResponse'>;
type Cycle = Schema<'OrganizationSubscriptionCreate'>['billing_cycle'];

const DAY_MS = 24 * 60 * 60 * 1000;
const PAUSE_MS = 250;

/** Subscribes an organization to a plan, at the plan's own price. */
export function NewSubscriptionDialog({ dialog }: { dialog: DialogState<Target | null> }) {
  const { target, isOpen, close } = dialog;
  const plans = useApiQuery(
    keys.common('plans'),
    (client, signal) => client.GET('/api/v1/org-billing/plans', { signal }),
    { enabled: isOpen },
  );
  const title = target ? `New subscription of ${target.org_name}` : 'New subscription';
  return (
    <Dialog opened={isOpen} onClose={close} title={title}>
      <QueryView query={plans} what="the plans">
        {(offers) => <Form plans={offers} organization={target} onClose={close} />}
      </QueryView>
    </Dialog>
  );
}

interface FormProps {
  plans: Plan[];
  organization: Target | null;
  onClose: () => void;
}

function Form({ plans, organization, onClose }: FormProps) {
  const [orgId, setOrgId] = useState<string | null>(organization?.org_id ?? null);
  const [plan, setPlan] = useState(plans[0]?.plan ?? '');
  const [cycle, setCycle] = useState<Cycle>('monthly');
  const trial = useTrial();
  const change = useChange({
    send: (client, body: Schema<'OrganizationSubscriptionCreate'>) =>
      client.POST('/api/v1/org-billing/subscriptions', { body }),
    invalidates: orgId ? staleAfterMoney(orgId) : [],
    done: (made) => `${made.org_name} is on ${planName(made.subscription_plan)}.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  const trialDays = trial.days;
  const body =
    orgId && plan && trialDays !== null
      ? { org_id: orgId, subscription_plan: plan, billing_cycle: cycle, trial_days: trialDays }
      : null;
  const chosen = plans.find((one) => one.plan === plan);
  return (
    <ChangeForm change={change} body={body} confirm="Subscribe" onCancel={onClose}>
      {!organization && <OrganizationSelect value={orgId} onChange={setOrgId} />}
      <Select
        label="Plan"
        allowDeselect={false}
        data={plans.map((one) => ({
          value: one.plan,
          label: `${one.name}, ${formatUsd(one.monthly_price)} a month`,
        }))}
        value={plan}
        onChange={(one) => one && setPlan(one)}
      />
      {chosen && (
        <Text size="sm" c="dimmed" mt={-8}>
          {chosen.description}
        </Text>
      )}
      <SegmentedControl
        aria-label="Billing cycle"
        fullWidth
        data={[
          { value: 'monthly', label: 'Monthly' },
          { value: 'yearly', label: 'Yearly' },
        ]}
        value={cycle}
        onChange={(one) => setCycle(one === 'yearly' ? 'yearly' : 'monthly')}
      />
      <TrialInput
        label="Trial"
        description="Days without a price, at most 90. 0 is no trial."
        trial={trial}
      />
      {chosen && trialDays !== null && <Price plan={chosen} cycle={cycle} trialDays={trialDays} />}
    </ChangeForm>
  );
}

/** What is paid, and when first. */
function Price({ plan, cycle, trialDays }: { plan: Plan; cycle: Cycle; trialDays: number }) {
  const price =
    cycle === 'yearly'
      ? `${formatUsd(plan.yearly_price)} a year`
      : `${formatUsd(plan.monthly_price)} a month`;
  const first =
    trialDays === 0
      ? 'first invoiced now'
      : `first invoiced on ${formatMoment(new Date(Date.now() + trialDays * DAY_MS).toISOString())}`;
  return (
    <Text fw={550} role="status">
      {price}, {first}.
    </Text>
  );
}

interface OrganizationSelectProps {
  value: string | null;
  onChange: (orgId: string | null) => void;
}

/** Finds an organization by name; who has a live subscription cannot get another one. */
function OrganizationSelect({ value, onChange }: OrganizationSelectProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [search] = useDebouncedValue(text, PAUSE_MS);
  // The text of what was chosen is no search.
  const wanted = search === chosen?.label ? '' : search.trim();
  const found = useApiQuery(
    keys.system('organizations-to-subscribe', wanted),
    (client, signal) =>
      client.GET('/api/v1/org-billing/billing/system', {
        params: { query: { sort: 'name', search: wanted || undefined, limit: 30 } },
        signal,
      }),
    { keepPrevious: true },
  );
  const rows = found.data?.organizations ?? [];
  const options = rows.map((row) => {
    const isLive = row.subscription_status !== null && row.subscription_status !== 'canceled';
    const plan = row.subscription_plan ? planName(row.subscription_plan) : '';
    return {
      value: row.org_id,
      label: isLive ? `${row.org_name} (has ${plan})` : row.org_name,
      disabled: isLive || row.org_status === 'closed',
    };
  });
  const isMissing = chosen && !options.some((option) => option.value === chosen.value);
  return (
    <Stack gap="xs">
      <Select
        label="Organization"
        placeholder="Search by name"
        required
        searchable
        data={isMissing ? [chosen, ...options] : options}
        // The server has searched.
        filter={({ options: all }) => all}
        nothingFoundMessage={found.isFetching ? 'Searching …' : 'No such organization'}
        value={value}
        searchValue={text}
        onSearchChange={setText}
        onChange={(id, option) => {
          setChosen(id && option ? { value: id, label: option.label } : null);
          onChange(id);
        }}
        data-autofocus
      />
      {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
    </Stack>
  );
}
