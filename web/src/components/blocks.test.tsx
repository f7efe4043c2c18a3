import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Credits, Usd } from '~/money';
import { json, show } from '~/test/server';
import { Can } from './Can';
import { ChartCard } from './ChartCard';
import { DateText, formatDay, formatMoment } from './DateText';
import { Meter } from './Meter';
import { StatCard } from './StatCard';
import { Empty } from './states';

const nothing = () => json({});
const ME = {
  user_id: 'alice',
  email: 'alice@acme.com',
  name: 'Alice',
  is_system_admin: false,
  organizations: [
    { org_id: 'acme', org_name: 'Acme', role: 'admin' },
    { org_id: 'beta', org_name: 'Beta', role: 'member' },
  ],
};

it('shows what is absent as absent, and never as 0', () => {
  show(
    <p data-testid="figures">
      <Credits value={null} /> <Usd value={undefined} /> <Credits value={0} />
    </p>,
    nothing,
  );
  expect(screen.getByTestId('figures').textContent).toBe('– – 0');
});

it('says in words how much of a whole it is', () => {
  show(<Meter label="Used" part={856} whole={2000} />, nothing);
  const meter = screen.getByRole('meter', { name: 'Used' });
  expect(meter.getAttribute('aria-valuetext')).toBe('856 of 2,000 (42.8%)');
});

it('tells a change from none and from nothing to compare with', () => {
  show(
    <>
      <StatCard label="a" value="1" change={12.5} />
      <StatCard label="b" value="1" change={0} />
      <StatCard label="c" value="1" change={null} hint="this month" />
    </>,
    nothing,
  );
  expect(screen.getByText('+12.5%')).toBeTruthy();
  expect(screen.getByText('unchanged')).toBeTruthy();
  expect(screen.getByText('new')).toBeTruthy();
});

it('shows the data of a chart as a table', async () => {
  show(
    <ChartCard
      title="Usage"
      rows={[{ day: '2026-11-01', credits: 5 }]}
      rowKey={(row) => row.day}
      columns={[
        { header: 'Day', render: (row) => <DateText value={row.day} /> },
        { header: 'Credits', render: (row) => row.credits },
      ]}
      chart={<p>the chart</p>}
      empty={<Empty title="Nothing used" />}
    />,
    nothing,
  );
  expect(screen.getByText('the chart')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
  expect(screen.getByRole('table', { name: 'Usage' }).textContent).toContain('Nov 1, 2026');
  expect(screen.queryByText('the chart')).toBeNull();
});

it('keeps a day the same day in every zone', () => {
  expect(formatMoment('2026-11-01')).toBe('Nov 1, 2026');
  expect(formatDay('2026-11-01')).toBe('Nov 1');
});

it('shows what only some may use to them alone', async () => {
  show(
    <>
      <Can do="manage" orgId="acme">
        in Acme
      </Can>
      <Can do="manage" orgId="beta" otherwise="view only">
        in Beta
      </Can>
      <Can do="administer">everywhere</Can>
    </>,
    () => json(ME),
  );
  expect(await screen.findByText(/in Acme/)).toBeTruthy();
  expect(screen.queryByText(/in Beta/)).toBeNull();
  expect(screen.getByText(/view only/)).toBeTruthy();
  expect(screen.queryByText(/everywhere/)).toBeNull();
});
