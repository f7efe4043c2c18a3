import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPencil, IconPlus, IconUserShare } from '@tabler/icons-react';
import { type Column, DateText, Meter } from '~/components';
import { ABSENT, Credits, formatShare } from '~/money';
import classes from '../organization.module.css';
import type { Allocation } from '../viewed';
import { RESET_NAMES } from './resetPeriods';

export type SortBy =
  | 'user_name'
  | 'used_credits'
  | 'remaining_credits'
  | 'allocated_credits'
  | 'used_percent';
export type RowAction = 'allocate' | 'change' | 'transfer' | 'reclaim';
type OnAction = (action: RowAction, allocation: Allocation) => void;
type Columns = Column<Allocation, SortBy>[];

/** All figures beside each other. */
export function wideColumns(onAction: OnAction): Columns {
  return [
    ...FIGURES,
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      width: 156,
      render: (allocation) => <Actions allocation={allocation} onAction={onAction} />,
    },
  ];
}

/** What takes of what a member has free. */
const TAKING: RowAction[] = ['transfer', 'reclaim'];

/** The same for a phone, where two columns have room. */
export function narrowColumns(onAction: OnAction): Columns {
  return [
    {
      key: 'member',
      header: 'Member',
      sort: 'user_name',
      render: (allocation) => (
        <>
          <Member allocation={allocation} />
          <Resets allocation={allocation} />
          <Actions allocation={allocation} onAction={onAction} />
        </>
      ),
    },
    {
      key: 'used',
      header: 'Used',
      sort: 'used_credits',
      align: 'right',
      render: (allocation) => (
        <>
          <Credits value={allocation.used_credits} decimals={2} />
          <div className={classes.address}>
            of <Credits value={allocation.allocated_credits} decimals={2} />
          </div>
          <div className={classes.address}>
            <Credits value={allocation.remaining_credits} decimals={2} /> left
          </div>
          <Share allocation={allocation} />
        </>
      ),
    },
  ];
}

const FIGURES: Columns = [
  {
    key: 'member',
    header: 'Member',
    sort: 'user_name',
    render: (allocation) => <Member allocation={allocation} />,
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
    render: (allocation) => <Resets allocation={allocation} />,
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

function Member({ allocation }: { allocation: Allocation }) {
  return (
    <>
      <span className={classes.person}>{allocation.user_name}</span>
      <span className={classes.address}>{allocation.user_email}</span>
    </>
  );
}

function Resets({ allocation }: { allocation: Allocation }) {
  const { reset_period: period, next_reset_date: next } = allocation;
  return (
    <>
      <div>{RESET_NAMES[period]}</div>
      {period !== 'never' && (
        <div className={classes.address}>
          next <DateText value={next} />
        </div>
      )}
    </>
  );
}

const ACTIONS: { action: RowAction; words: string; Icon: typeof IconPlus }[] = [
  { action: 'allocate', words: 'Allocate more to', Icon: IconPlus },
  { action: 'change', words: 'Change the allocation of', Icon: IconPencil },
  { action: 'transfer', words: 'Transfer credits from', Icon: IconUserShare },
  { action: 'reclaim', words: 'Reclaim credits from', Icon: IconArrowBackUp },
];

function Actions({ allocation, onAction }: { allocation: Allocation; onAction: OnAction }) {
  return (
    <Group gap={4} className={classes.rowActions} wrap="nowrap">
      {ACTIONS.map(({ action, words, Icon }) => (
        <Tooltip key={action} label={`${words} ${allocation.user_name}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${words} ${allocation.user_name}`}
            disabled={TAKING.includes(action) && allocation.remaining_credits <= 0}
            onClick={() => onAction(action, allocation)}
          >
            <Icon size={17} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
