import type { Schema } from '~/api';
import { ChartCard, DateText, Empty, formatDay, refundedColumn } from '~/components';
import { BarsChart, DonutChart, TimeChart } from '~/components/charts';
import { Credits, formatCount, formatCredits, formatShare, shareOf, sumOf } from '~/money';
import { servicesOf, slicesOf } from './services';

interface TimeChartCardProps {
  daily: Schema<'DayUsage'>[];
  days: number;
  /** Whose usage it is: "Credits of all members". */
  whose: string;
}

/** Credits by day. */
export function TimeChartCard({ daily, days, whose }: TimeChartCardProps) {
  const isUnused = daily.every((day) => day.requests === 0 && day.refunded_credits === 0);
  return (
    <ChartCard
      title="Usage over time"
      about={`${whose}, last ${days} days`}
      rows={isUnused ? [] : daily}
      rowKey={(day) => day.date}
      columns={[
        { header: 'Day', render: (day) => <DateText value={day.date} /> },
        { header: 'Credits', render: (day) => <Credits value={day.credits} />, align: 'right' },
        ...refundedColumn(daily),
        { header: 'Requests', render: (day) => formatCount(day.requests), align: 'right' },
      ]}
      chart={
        <TimeChart
          summary={`Credits used on each of the last ${days} days`}
          data={daily.map(({ date, credits }) => ({ date, credits }))}
          by="date"
          series={[{ name: 'credits', label: 'Credits' }]}
          formatName={formatDay}
        />
      }
      empty={<Empty title={`Nothing used in the last ${days} days`} />}
    />
  );
}

interface ServicesChartProps {
  breakdown: Record<string, number>;
  days: number;
}

/** Credits by service. */
export function ServicesChart({ breakdown, days }: ServicesChartProps) {
  const services = servicesOf(breakdown);
  const total = sumOf(services.map(({ credits }) => credits));
  return (
    <ChartCard
      title="Usage by service"
      about={`Last ${days} days`}
      rows={services}
      rowKey={(service) => service.type}
      columns={[
        { header: 'Service', render: (service) => service.name },
        { header: 'Credits', render: (one) => <Credits value={one.credits} />, align: 'right' },
        {
          header: 'Share',
          render: (one) => formatShare(shareOf(one.credits, total)),
          align: 'right',
        },
      ]}
      chart={
        <DonutChart
          summary={`Credits by service in the last ${days} days`}
          slices={slicesOf(services)}
          center={formatCredits(total, 0)}
        />
      }
      empty={<Empty title={`No service used in the last ${days} days`} />}
    />
  );
}

interface UsersChartProps {
  users: Schema<'UserUsage'>[];
  days: number;
}

/** Who spent most. */
export function UsersChart({ users, days }: UsersChartProps) {
  return (
    <ChartCard
      title="Usage by member"
      about={`Who used most in the last ${days} days; ten at most`}
      rows={users}
      rowKey={(user) => user.user_id}
      columns={[
        { header: 'Member', render: (user) => user.user_name },
        {
          header: 'Credits',
          render: (user) => <Credits value={user.total_credits} />,
          align: 'right',
        },
        ...refundedColumn(users),
        { header: 'Requests', render: (user) => formatCount(user.request_count), align: 'right' },
      ]}
      chart={
        <BarsChart
          isHorizontal
          summary={`Credits by member in the last ${days} days`}
          data={users.map((user) => ({ name: user.user_name, credits: user.total_credits }))}
          by="name"
          series={[{ name: 'credits', label: 'Credits' }]}
        />
      }
      empty={<Empty title={`Nobody used anything in the last ${days} days`} />}
    />
  );
}
