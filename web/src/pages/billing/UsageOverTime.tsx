import type { Schema } from '~/api';
import { ChartCard, DateText, Empty, formatDay, refundedColumn } from '~/components';
import { TimeChart } from '~/components/charts';
import { Credits, formatCount } from '~/money';

type Day = Schema<'DayUsage'>;

interface UsageOverTimeProps {
  days: Day[];
  /** Whose usage of it is: the name of one organization, or all of them. */
  where: string;
}

/** What the person used on each of the last 30 days. */
export function UsageOverTime({ days, where }: UsageOverTimeProps) {
  const hasUsage = days.some((day) => day.requests > 0 || day.refunded_credits > 0);
  return (
    <ChartCard
      title="Usage by day"
      about={`Your own, in ${where}; 30 days (UTC)`}
      rows={hasUsage ? days : []}
      rowKey={(day) => day.date}
      columns={[
        { header: 'Day', render: (day) => <DateText value={day.date} /> },
        { header: 'Credits', render: (day) => <Credits value={day.credits} />, align: 'right' },
        ...refundedColumn(days),
        { header: 'Requests', render: (day) => formatCount(day.requests), align: 'right' },
      ]}
      chart={
        <TimeChart
          summary={`Credits used in ${where} on each of the last 30 days`}
          data={days.map(({ date, credits }) => ({ date, credits }))}
          by="date"
          series={[{ name: 'credits', label: 'Credits' }]}
          formatName={formatDay}
        />
      }
      empty={<Empty title="Nothing used in the last 30 days" />}
    />
  );
}
