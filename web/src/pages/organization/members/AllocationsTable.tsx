import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { keys, usePagedList } from '~/api';
import { DataTable, type Sorting } from '~/components';
import type { Allocation, Viewed } from '../viewed';
import { narrowColumns, type RowAction, type SortBy, wideColumns } from './allocationColumns';

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
  const isNarrow = useMediaQuery('(max-width: 48em)');
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
      columns={isNarrow ? narrowColumns(onAction) : wideColumns(onAction)}
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
