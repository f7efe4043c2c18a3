import { Anchor, Group, Select, Stack, Title } from '@mantine/core';
import { IconBuilding, IconFilePlus, IconReceipt } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { keys, type Schema, usePagedList } from '~/api';
import {
  type Action,
  ActionsMenu,
  Badge,
  type Column,
  DataTable,
  DateText,
  Empty,
  planName,
  SearchInput,
  StatusBadge,
} from '~/components';
import { Credits, formatCount, Usd } from '~/money';
import { PageLink, type Places, useNavigation } from '~/navigation/Navigation';
import { ACTIONS, verbsIn } from './actions';
import type { AdminDialogs } from './OrganizationDialogs';
import { type Order, orderAfter, sortingOf } from './sorting';

type Organization = Schema<'ListedOrganization'>;
type Status = NonNullable<Organization['subscription_status']> | 'none';

const PAGE = 200;
const STATUSES: { value: Status; label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'trialing', label: 'Trialing' },
  { value: 'past_due', label: 'Past due' },
  { value: 'paused', label: 'Paused' },
  { value: 'canceled', label: 'Canceled' },
  { value: 'none', label: 'No subscription' },
];

interface Filter {
  order: Order;
  search: string;
  plan: string | null;
  status: Status | null;
}

interface OrganizationsTableProps {
  dialogs: AdminDialogs;
  /** For the filter; unknown while the overview is on its way. */
  plans: Schema<'PlanShare'>[] | undefined;
}

/** All organizations, sorted, searched, filtered and paged by the server. */
export function OrganizationsTable({ dialogs, plans = [] }: OrganizationsTableProps) {
  const [filter, setFilter] = useState<Filter>({
    order: 'revenue',
    search: '',
    plan: null,
    status: null,
  });
  const { places } = useNavigation();
  const { order, search, plan, status } = filter;
  const query = {
    sort: order,
    search: search || undefined,
    plan: plan ?? undefined,
    status: status ?? undefined,
  };
  const list = usePagedList(
    keys.system('organizations', query),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/billing/system', {
        params: { query: { ...query, cursor, limit: PAGE } },
        signal,
      }),
    { rowsOf: (data) => data.organizations, cursorOf: (data) => data.organizations_next },
  );
  const columns = useMemo(() => columnsOf(places, dialogs), [places, dialogs]);
  return (
    <div>
      <Stack gap="md">
        <Group justify="space-between" align="flex-end">
          <Title order={2}>Organizations</Title>
          <FilterBar filter={filter} plans={plans} onChange={setFilter} />
        </Group>
        <DataTable
          label="Organizations"
          list={list}
          rowKey={(organization) => organization.org_id}
          columns={columns}
          sorting={sortingOf(order)}
          onSort={(clicked) => setFilter({ ...filter, order: orderAfter(order, clicked) })}
          height="44rem"
          empty={<Empty title="No organization matches" />}
        />
      </Stack>
    </div>
  );
}

interface FilterBarProps {
  filter: Filter;
  plans: Schema<'PlanShare'>[];
  onChange: (filter: Filter) => void;
}

function FilterBar({ filter, plans, onChange }: FilterBarProps) {
  return (
    <Group gap="sm">
      <SearchInput
        label="Search organizations"
        onSearch={(search) => onChange({ ...filter, search })}
      />
      <Select
        aria-label="Plan"
        placeholder="All plans"
        clearable
        clearButtonProps={{ 'aria-label': 'All plans' }}
        data={plans.map(({ plan }) => ({ value: plan, label: planName(plan) }))}
        value={filter.plan}
        onChange={(plan) => onChange({ ...filter, plan })}
        w={150}
      />
      <Select
        aria-label="Status"
        placeholder="All states"
        clearable
        clearButtonProps={{ 'aria-label': 'All states' }}
        data={STATUSES}
        value={filter.status}
        onChange={(status) => onChange({ ...filter, status: status as Status | null })}
        w={170}
      />
    </Group>
  );
}

function columnsOf(places: Places, dialogs: AdminDialogs): Column<Organization>[] {
  return [
    {
      key: 'name',
      header: 'Organization',
      sort: 'name',
      render: (one) => (
        <Group gap="xs" wrap="nowrap">
          <Anchor component={PageLink} href={places.organization(one.org_id)} size="sm" fw={550}>
            {one.org_name}
          </Anchor>
          {one.org_status !== 'active' && <StatusBadge status={one.org_status} />}
        </Group>
      ),
    },
    {
      key: 'plan',
      header: 'Plan',
      render: (one) => (one.subscription_plan ? planName(one.subscription_plan) : 'none'),
    },
    {
      key: 'status',
      header: 'Status',
      render: (one) =>
        one.subscription_status ? (
          <StatusBadge status={one.subscription_status} />
        ) : (
          <Badge>No subscription</Badge>
        ),
    },
    {
      key: 'revenue',
      header: 'A month',
      sort: 'revenue',
      align: 'right',
      render: (one) => <Usd value={one.monthly_price} />,
    },
    {
      key: 'total',
      header: 'Pool',
      sort: 'total_credits',
      align: 'right',
      render: (one) => <Credits value={one.total_credits} decimals={0} />,
    },
    {
      key: 'used',
      header: 'Used',
      sort: 'used_credits',
      align: 'right',
      render: (one) => <Credits value={one.used_credits} decimals={0} />,
    },
    {
      key: 'members',
      header: 'Members',
      align: 'right',
      render: (one) => <span className="ob-figure">{formatCount(one.member_count)}</span>,
    },
    {
      key: 'lifetime',
      header: 'Paid so far',
      sort: 'lifetime_spent',
      align: 'right',
      render: (one) => <Usd value={one.lifetime_spent} />,
    },
    {
      key: 'created',
      header: 'Since',
      sort: 'created_at',
      render: (one) => <DateText value={one.created_at} />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      render: (one) => (
        <ActionsMenu
          label={`Actions for ${one.org_name}`}
          actions={actionsFor(one, places, dialogs)}
        />
      ),
    },
  ];
}

const ICON = { size: 16, 'aria-hidden': true } as const;

function actionsFor(one: Organization, places: Places, dialogs: AdminDialogs): Action[] {
  const isWithout = one.subscription_status === null || one.subscription_status === 'canceled';
  return [
    { label: 'Open', icon: <IconBuilding {...ICON} />, href: places.organization(one.org_id) },
    {
      label: 'Pending purchases …',
      icon: <IconReceipt {...ICON} />,
      onClick: () => dialogs.purchases.open(one),
    },
    ...(isWithout && one.org_status !== 'closed'
      ? [
          {
            label: 'New subscription …',
            icon: <IconFilePlus {...ICON} />,
            onClick: () => dialogs.newSubscription.open(one),
          },
        ]
      : []),
    ...verbsIn(one).map((verb) => ({
      label: `${ACTIONS[verb].label} …`,
      icon: ACTIONS[verb].icon,
      isDangerous: ACTIONS[verb].isDangerous,
      onClick: () => dialogs.action.open({ verb, organization: one }),
    })),
  ];
}
