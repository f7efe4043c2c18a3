/** One line, or one colour of a bar. */
export interface Series {
  /** Name of the member of the data. */
  name: string;
  label: string;
  /** A colour of `chartColor`; by default one a series. */
  color?: string;
}

export interface XyChartProps {
  /** What one sees in a sentence, for who cannot: "Credits used a day, 30 days". */
  summary: string;
  data: Record<string, string | number>[];
  /** Name of the member on the axis. */
  by: string;
  series: Series[];
  height?: number;
  /** How a name on the axis is written: `formatDay`. */
  formatName?: (name: string) => string;
  formatValue?: (value: number) => string;
}

export interface Slice {
  name: string;
  value: number;
  color?: string;
}

export interface DonutProps {
  summary: string;
  slices: Slice[];
  /** What stands in the middle. */
  center?: string;
  height?: number;
  formatValue?: (value: number) => string;
}

const COLORS = 6;

/** The colour of the n-th thing; from the seventh on they share one. */
export function chartColor(at: number): string {
  return at < COLORS ? `var(--ob-chart-${at + 1})` : 'var(--ob-chart-rest)';
}
