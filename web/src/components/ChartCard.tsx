import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, Suspense, useId, useState } from 'react';
import { Card } from './Card';
import classes from './components.module.css';
import { ErrorBoundary } from './ErrorBoundary';

export interface ChartColumn<Row> {
  header: string;
  render: (row: Row) => ReactNode;
  align?: 'left' | 'right';
}

interface ChartCardProps<Row> {
  title: string;
  /** What is counted, over which time. */
  about?: ReactNode;
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The same data as a table; the first column names the row. */
  columns: ChartColumn<Row>[];
  /** A chart of `components/charts`. */
  chart: ReactNode;
  /** Shown where there is nothing to draw: an `Empty`. */
  empty: ReactNode;
  height?: number;
  actions?: ReactNode;
}

/** A chart, and its data as a table for who would rather read, or cannot see it. */
export function ChartCard<Row>(props: ChartCardProps<Row>) {
  const { title, about, rows, chart, empty, height = 260, actions } = props;
  const [isTable, setIsTable] = useState(false);
  const titleId = useId();
  const Icon = isTable ? IconChartBar : IconTable;
  return (
    <Card aria-labelledby={titleId} className={classes.chartCard}>
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div>
          <Title order={2} id={titleId}>
            {title}
          </Title>
          {about && (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {actions}
          {rows.length > 0 && (
            <Button
              variant="subtle"
              size="compact-sm"
              className={classes.flush}
              leftSection={<Icon size={16} aria-hidden="true" />}
              onClick={() => setIsTable(!isTable)}
            >
              {isTable ? 'Show as chart' : 'Show as table'}
            </Button>
          )}
        </Group>
      </Group>
      {rows.length === 0 && empty}
      {rows.length > 0 && isTable && <ChartTable {...props} />}
      {rows.length > 0 && !isTable && (
        <ErrorBoundary title="The chart could not be drawn">
          <Suspense fallback={<Skeleton height={height} radius="md" />}>
            <div className={classes.chart} style={{ minHeight: height }}>
              {chart}
            </div>
          </Suspense>
        </ErrorBoundary>
      )}
    </Card>
  );
}

function ChartTable<Row>({ title, rows, rowKey, columns, height = 260 }: ChartCardProps<Row>) {
  return (
    <section
      style={{ maxHeight: height + 80, overflow: 'auto' }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={`${title}: table`}
    >
      <Table verticalSpacing="xs" aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.header} ta={column.align}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td key={column.header} ta={column.align}>
                  {column.render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
