import { Table } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';
import type { PagedList } from '~/api';
import type { Column } from './columns';
import classes from './components.module.css';
import { TableRow } from './TableRow';

interface VirtualRowsProps {
  scrollRef: RefObject<HTMLElement | null>;
  columns: Column<unknown>[];
  list: PagedList<unknown>;
  rowKey: (row: unknown) => string;
}

const ROW_HEIGHT = 53;
const OVERSCAN = 12;
const ROWS_BEFORE_END = 15;

/** Only the rows in view are in the page; the next page is read before it is needed. */
export function VirtualRows({ scrollRef, columns, list, rowKey }: VirtualRowsProps) {
  const { rows, hasMore, isLoadingMore, error, loadMore } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    // Without a layout (tests, printing) there is no height to fill.
    initialRect: { width: 0, height: 800 },
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    const isNearEnd = lastShown >= rows.length - ROWS_BEFORE_END;
    if (isNearEnd && rows.length > 0 && hasMore && !isLoadingMore && !error) loadMore();
  }, [lastShown, rows.length, hasMore, isLoadingMore, error, loadMore]);

  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <Table.Tbody>
      <Filler height={above} columns={columns.length} />
      {shown.map(({ index }) => (
        <TableRow
          key={rowKey(rows[index])}
          row={rows[index]}
          index={index}
          columns={columns}
          ref={virtual.measureElement}
        />
      ))}
      <Filler height={below} columns={columns.length} />
    </Table.Tbody>
  );
}

/** Stands for rows that are out of view. */
function Filler({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.filler}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
