import type { ReactNode } from 'react';

/** A column of a `DataTable`. */
export interface Column<Row, Sort extends string = string> {
  key: string;
  header: string;
  render: (row: Row) => ReactNode;
  /** Figures stand on the right. */
  align?: 'left' | 'right' | 'center';
  /** The server's name of this sort order; without it the column is not sortable. */
  sort?: Sort;
  width?: number | string;
}

export interface Sorting<Sort extends string = string> {
  by: Sort;
  /** Null where the server knows one direction only. */
  direction: 'ascending' | 'descending' | null;
}
