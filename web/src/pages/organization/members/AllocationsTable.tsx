import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPencil, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { keys, usePagedList } from '~/api';
import { type Column, DataTable, DateText, Meter, type Sorting } from '~/components';
import { ABSENT, Credits, formatShare } from '~/money';
import classes from '../organization.module.css';
import type { Allocation, Viewed } from '../viewed';
import type { RowAction } from './MembersSection';
import { RESET_NAMES } from './resetPeriods';

type SortBy =
  | 'user_name'
  | 'used_credits'
  | 'remaining_credits'
  | 'allocated_credits'
  | 'used_percent';
type Turn = Sorting<SortBy>['direction'];

const ROWS_A_PAGE = 100;

interface AllocationsTableProps {
  viewed: Viewed;
  search: string;
  onAction: (action: RowAction, allocation: Allocation) => void;
  empty: ReactNode;
}

/** Every member's allocation, sorted, searched and paged by the server. */
export function AllocationsTable({ viewed, search, onAction, empty }: AllocationsTableProps) {
  const { orgId } = viewed;
  const [by, setBy] = useState<SortBy>('used_credits');
  const [isTurned, setIsTurned] = useState(false);
  const sort = isTurned ? (`-${by}` as const) : by;
  const list = usePagedList(
    keys.organization(orgId, 'allocations', sort, search),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/credits/{org_id}/allocations', {
        params: {
          path: { org_id: orgId },
          query: { sort, search: search || null, limit: ROWS_A_PAGE, cursor },
        },
        signal,
      }),
  );
  const onSort = (wanted: SortBy) => {
    setIsTurned(wanted === by ? !isTurned : false);
    setBy(wanted);
  };
  return (
    <DataTable
      label={`Allocations of ${viewed.data.organization.name}`}
      columns={[...COLUMNS, actionsColumn(onAction)]}
      list={list}
      rowKey={(allocation) => allocation.user_id}
      sorting={{ by, direction: directionOf(by, isTurned) }}
      onSort={onSort}
      empty={empty}
    />
  );
}

/** The server lists figures from the largest and names from A; turned round, the other way. */
function directionOf(by: SortBy, isTurned: boolean): Turn {
  return (by === 'user_name') !== isTurned ? 'ascending' : 'descending';
}

const COLUMNS: Column<Allocation, SortBy>[] = [
  {
    key: 'member',
    header: 'Member',
    sort: 'user_name',
    render: (allocation) => (
      <>
        <span className={classes.person}>{allocation.user_name}</span>
        <span className={classes.address}>{allocation.user_email}</span>
      </>
    ),
  },
  {
    key: 'allocated',
    header: 'Allocated',
    sort: 'allocated_credits',
    align: 'right',
    render: (allocation) => <Credits value={allocation.allocated_credits} />,
  },
  {
    key: 'used',
    header: 'Used',
    sort: 'used_credits',
    align: 'right',
    render: (allocation) => <Credits value={allocation.used_credits} />,
  },
  {
    key: 'remaining',
    header: 'Left',
    sort: 'remaining_credits',
    align: 'right',
    render: (allocation) => <Credits value={allocation.remaining_credits} />,
  },
  {
    key: 'percent',
    header: 'Used, %',
    sort: 'used_percent',
    width: 150,
    render: (allocation) => <Share allocation={allocation} />,
  },
  {
    key: 'resets',
    header: 'Resets',
    render: ({ reset_period: period, next_reset_date: next }) => (
      <>
        <span>{RESET_NAMES[period]}</span>
        {period !== 'never' && (
          <div className={classes.address}>
            next <DateText value={next} />
          </div>
        )}
      </>
    ),
  },
];

function Share({ allocation }: { allocation: Allocation }) {
  const { used_percent: percent } = allocation;
  if (percent === null) return <span className="ob-absent">{ABSENT}</span>;
  return (
    <div className={classes.share}>
      <Meter
        label={`Used by ${allocation.user_name}`}
        part={allocation.used_credits}
        whole={allocation.allocated_credits}
        isBare
      />
      <span className="ob-figure">{formatShare(percent / 100)}</span>
    </div>
  );
}

const ACTIONS: { action: RowAction; words: string; Icon: typeof IconPlus }[] = [
  { action: 'allocate', words: 'Allocate more to', Icon: IconPlus },
  { action: 'change', words: 'Change the allocation of', Icon: IconPencil },
  { action: 'reclaim', words: 'Reclaim credits from', Icon: IconArrowBackUp },
];

function actionsColumn(onAction: AllocationsTableProps['onAction']): Column<Allocation, SortBy> {
  return {
    key: 'actions',
    header: 'Actions',
    align: 'right',
    width: 124,
    render: (allocation) => (
      <Group gap={4} justify="flex-end" wrap="nowrap">
        {ACTIONS.map(({ action, words, Icon }) => (
          <Tooltip key={action} label={`${words} ${allocation.user_name}`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${words} ${allocation.user_name}`}
              disabled={action === 'reclaim' && allocation.remaining_credits <= 0}
              onClick={() => onAction(action, allocation)}
            >
              <Icon size={17} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
    ),
  };
}
