import '@mantine/charts/styles.layer.css';
import { AreaChart, BarChart, DonutChart } from '@mantine/charts';
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCompact, formatCredits } from '~/money';
import classes from './charts.module.css';
import { chartColor, type DonutProps, type Series, type XyChartProps } from './types';

const HEIGHT = 260;
// Recharts would make each chart a stop of the keyboard; its data are in the card's table.
const QUIET = { accessibilityLayer: false } as const;

function colored(series: Series[]) {
  return series.map((one, at) => ({ ...one, color: one.color ?? chartColor(at) }));
}

/** Recharts also asks for the name of nothing, before the pointer is anywhere. */
function nameOf(label: ReactNode, formatName: XyChartProps['formatName']): ReactNode {
  return formatName && typeof label === 'string' && label !== '' ? formatName(label) : label;
}

function Picture({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <div role="img" aria-label={summary} className={classes.picture}>
      {children}
    </div>
  );
}

// The library would sort the legend by name; the drawing has the order of the series.
const IN_ORDER = { itemSorter: null } as const;

// The chart library hands over more than the value (the number of the tick), which is no locale.
function tickFormatter({ formatName }: XyChartProps) {
  return formatName && ((name: string) => formatName(name));
}

function valueFormatter({ formatValue }: Pick<XyChartProps, 'formatValue'>) {
  return (value: number) => (formatValue ? formatValue(value) : formatCredits(value));
}

export function DrawnTimeChart(props: XyChartProps) {
  const { summary, data, by, series, height = HEIGHT, formatName } = props;
  return (
    <Picture summary={summary}>
      <AreaChart
        h={height}
        data={data}
        dataKey={by}
        series={colored(series)}
        curveType="monotone"
        withDots={false}
        strokeWidth={2}
        fillOpacity={0.14}
        gridAxis="x"
        tickLine="none"
        withLegend={series.length > 1}
        legendProps={IN_ORDER}
        valueFormatter={valueFormatter(props)}
        xAxisProps={{
          tickFormatter: tickFormatter(props),
          minTickGap: 24,
          interval: 'preserveStartEnd',
        }}
        yAxisProps={{ tickFormatter: (value: number) => formatCompact(value), width: 44 }}
        tooltipProps={{ labelFormatter: (label) => nameOf(label, formatName) }}
        areaChartProps={QUIET}
      />
    </Picture>
  );
}

export function DrawnBarsChart(props: XyChartProps & { isHorizontal?: boolean }) {
  const { summary, data, by, series, height = HEIGHT, isHorizontal = false } = props;
  const valueAxis = { tickFormatter: (value: number) => formatCompact(value) };
  const nameAxis = { tickFormatter: tickFormatter(props), interval: 0 };
  return (
    <Picture summary={summary}>
      <BarChart
        h={height}
        data={data}
        dataKey={by}
        series={colored(series)}
        orientation={isHorizontal ? 'vertical' : 'horizontal'}
        gridAxis={isHorizontal ? 'y' : 'x'}
        tickLine="none"
        maxBarWidth={36}
        withLegend={series.length > 1}
        legendProps={IN_ORDER}
        valueFormatter={valueFormatter(props)}
        xAxisProps={isHorizontal ? valueAxis : nameAxis}
        yAxisProps={isHorizontal ? { ...nameAxis, width: 110 } : { ...valueAxis, width: 44 }}
        barProps={{ radius: isHorizontal ? [0, 4, 4, 0] : [4, 4, 0, 0] }}
        barChartProps={QUIET}
      />
    </Picture>
  );
}

export function DrawnDonutChart(props: DonutProps) {
  const { summary, slices, center, height = HEIGHT } = props;
  const formatValue = valueFormatter(props);
  const data = slices.map((slice, at) => ({ ...slice, color: slice.color ?? chartColor(at) }));
  return (
    <Group justify="center" gap="xl">
      <Picture summary={summary}>
        <DonutChart
          data={data}
          size={height - 60}
          thickness={26}
          paddingAngle={data.length > 1 ? 2 : 0}
          strokeWidth={0}
          chartLabel={center}
          valueFormatter={formatValue}
          tooltipDataSource="segment"
          pieChartProps={QUIET}
          pieProps={{ tabIndex: undefined, rootTabIndex: -1, isAnimationActive: false }}
        />
      </Picture>
      <ul className={classes.legend}>
        {data.map((slice) => (
          <li key={slice.name}>
            <span className={classes.dot} style={{ background: slice.color }} aria-hidden="true" />
            <Text span size="sm">
              {slice.name}
            </Text>
            <Text span size="sm" c="dimmed" className="ob-figure">
              {formatValue(slice.value)}
            </Text>
          </li>
        ))}
      </ul>
    </Group>
  );
}
