import { Credits, formatCredits } from '~/money';
import type { ChartColumn } from './ChartCard';

/** What a net figure says below itself: "in the last 30 days; less 12.5 refunded". */
export function withRefunds(hint: string, refunded: number): string {
  return refunded > 0 ? `${hint}; less ${formatCredits(refunded)} refunded` : hint;
}

/** The column of what was refunded, beside net credits; none where nothing was. */
export function refundedColumn<Row extends { refunded_credits: number }>(
  rows: Row[],
): ChartColumn<Row>[] {
  if (rows.every((row) => row.refunded_credits === 0)) return [];
  return [
    {
      header: 'Refunded',
      render: (row) => <Credits value={row.refunded_credits} />,
      align: 'right',
    },
  ];
}
