import { Button, Center, Loader, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useRef } from 'react';
import type { PagedList } from '~/api';
import type { Column, Sorting } from './columns';
import classes from './components.module.css';
import { ErrorBoundary } from './ErrorBoundary';
import { ErrorState, Loading } from './states';
import { TableRow } from './TableRow';

interface DataTableProps<Row, Sort extends string> {
  /** What it lists: "Members of Acme". Is the table's name. */
  label: string;
  columns: Column<Row, Sort>[];
  list: PagedList<Row>;
  rowKey: (row: Row) => string;
  sorting?: Sorting<Sort>;
  onSort?: (by: Sort) => void;
  /** Shown where the list has nothing: an `Empty`. */
  empty: ReactNode;
  /** Height of the part that scrolls; rows outside of it are not in the page. */
  height?: number | string;
}

// Scrolling through thousands takes code of its own, which comes after the first rows.
const VirtualRows = lazy(async () => ({ default: (await import('./VirtualRows')).VirtualRows }));

const ROWS_AT_ONCE = 60;

/**
 * A list that the server sorts, searches and pages (`usePagedList`). Only the rows in view are in
 * the page, so that ten thousand scroll as easily as ten; the next page is read before it is needed.
 */
export function DataTable<Row, Sort extends string = string>(props: DataTableProps<Row, Sort>) {
  const { label, columns, list, rowKey, empty, height = '34rem' } = props;
  const scrollRef = useRef<HTMLElement>(null);
  const { rows, hasMore, isLoadingMore, error } = list;
  if (list.isPending && !error) return <Loading what={label} lines={6} height={36} />;
  if (error && rows.length === 0) {
    return <ErrorState error={error} title={`${label}: not loaded`} onRetry={list.retry} />;
  }
  if (rows.length === 0) return empty;

  const isLong = hasMore || rows.length > ROWS_AT_ONCE;
  const firstRows = (
    <Table.Tbody>
      {rows.slice(0, ROWS_AT_ONCE).map((row, index) => (
        <TableRow key={rowKey(row)} row={row} index={index} columns={columns} />
      ))}
    </Table.Tbody>
  );
  return (
    <section
      ref={scrollRef}
      className={classes.tableScroll}
      style={{ maxHeight: height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      aria-busy={list.isStale || isLoadingMore}
    >
      <ErrorBoundary title={`${label}: not shown`}>
        <Table
          highlightOnHover
          aria-label={label}
          aria-rowcount={hasMore ? -1 : rows.length + 1}
          className={list.isStale ? classes.stale : undefined}
        >
          <Head columns={columns} sorting={props.sorting} onSort={props.onSort} />
          {isLong ? (
            <Suspense fallback={firstRows}>
              <VirtualRows
                scrollRef={scrollRef}
                columns={columns as Column<unknown>[]}
                list={list as PagedList<unknown>}
                rowKey={rowKey as (row: unknown) => string}
              />
            </Suspense>
          ) : (
            firstRows
          )}
        </Table>
      </ErrorBoundary>
      <MoreRows list={list} />
    </section>
  );
}

function MoreRows<Row>({ list }: { list: PagedList<Row> }) {
  if (list.error)
    return <ErrorState error={list.error} title="No more rows" onRetry={list.retry} />;
  if (!list.hasMore) return null;
  return (
    <Center p="sm">
      {list.isLoadingMore ? (
        <Loader size="sm" aria-label="Loading more rows" />
      ) : (
        <Button variant="subtle" size="compact-sm" onClick={list.loadMore}>
          Show more
        </Button>
      )}
    </Center>
  );
}

type HeadProps<Row, Sort extends string> = Pick<
  DataTableProps<Row, Sort>,
  'columns' | 'sorting' | 'onSort'
>;

function Head<Row, Sort extends string>({ columns, sorting, onSort }: HeadProps<Row, Sort>) {
  return (
    <Table.Thead>
      <Table.Tr aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = sorting !== undefined && column.sort === sorting.by;
          const direction = sorting?.direction ?? 'descending';
          return (
            <Table.Th
              key={column.key}
              ta={column.align}
              w={column.width}
              aria-sort={isSorted ? direction : undefined}
            >
              {column.sort && onSort ? (
                <UnstyledButton
                  className={classes.sortButton}
                  fz="inherit"
                  onClick={() => column.sort && onSort(column.sort)}
                >
                  {column.header}
                  <SortMark isSorted={isSorted} direction={direction} />
                </UnstyledButton>
              ) : (
                column.header
              )}
            </Table.Th>
          );
        })}
      </Table.Tr>
    </Table.Thead>
  );
}

function SortMark({ isSorted, direction }: { isSorted: boolean; direction: string }) {
  if (!isSorted) return <IconArrowsSort size={14} opacity={0.6} aria-hidden="true" />;
  const Mark = direction === 'ascending' ? IconArrowUp : IconArrowDown;
  return <Mark size={14} aria-hidden="true" />;
}
