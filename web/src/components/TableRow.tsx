import { Table } from '@mantine/core';
import type { Ref } from 'react';
import type { Column } from './columns';

interface TableRowProps<Row> {
  row: Row;
  index: number;
  columns: Column<Row>[];
  ref?: Ref<HTMLTableRowElement>;
}

/** One row of a `DataTable`; the head counts as the first. */
export function TableRow<Row>({ row, index, columns, ref }: TableRowProps<Row>) {
  return (
    <Table.Tr data-index={index} ref={ref} aria-rowindex={index + 2}>
      {columns.map((column) => (
        <Table.Td key={column.key} ta={column.align}>
          {column.render(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
