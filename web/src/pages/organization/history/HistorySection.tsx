import { Button, Select, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { keys, usePagedList } from '~/api';
import { Card, CsvDownloadButton, DayInput, Empty, ErrorState, Loading } from '~/components';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';
import { EVENT_CHOICES, type EventType } from './events';
import { Invoices } from './Invoices';
import { Timeline } from './Timeline';

const ROWS_A_PAGE = 25;

interface Filter {
  type: EventType | null;
  from: string;
  to: string;
}

const EVERYTHING: Filter = { type: null, from: '', to: '' };

/** Invoices, purchases and changes of the plan, newest first. */
export function HistorySection({ viewed }: { viewed: Viewed }) {
  const [filter, setFilter] = useState(EVERYTHING);
  const query = {
    event_type: filter.type,
    from: filter.from || null,
    to: filter.to || null,
  };
  const isFiltered = filter.type !== null || filter.from !== '' || filter.to !== '';
  return (
    <Stack gap="1.25rem">
      <Invoices viewed={viewed} />
      <div className={classes.toolbar}>
        <Title order={2}>Billing history</Title>
        <div className={classes.spacer} />
        <Select
          label="Kind"
          placeholder="Everything"
          data={EVENT_CHOICES}
          value={filter.type}
          onChange={(type) => setFilter({ ...filter, type: type as EventType | null })}
          clearable
          clearButtonProps={{ 'aria-label': 'Show every kind' }}
          w={200}
        />
        <DayInput
          label="From"
          value={filter.from}
          max={filter.to}
          onChange={(from) => setFilter({ ...filter, from })}
        />
        <DayInput
          label="To"
          value={filter.to}
          min={filter.from}
          onChange={(to) => setFilter({ ...filter, to })}
        />
        {isFiltered && (
          <Button variant="subtle" onClick={() => setFilter(EVERYTHING)}>
            Clear
          </Button>
        )}
        <CsvDownloadButton path={exportPath(viewed.orgId, query)} fileName="billing-history.csv" />
      </div>
      <Events viewed={viewed} query={query} isFiltered={isFiltered} />
    </Stack>
  );
}

interface EventsProps {
  viewed: Viewed;
  query: { event_type: EventType | null; from: string | null; to: string | null };
  isFiltered: boolean;
}

function Events({ viewed, query, isFiltered }: EventsProps) {
  const { orgId } = viewed;
  const list = usePagedList(
    keys.organization(orgId, 'history', query),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/{org_id}/history', {
        params: { path: { org_id: orgId }, query: { ...query, limit: ROWS_A_PAGE, cursor } },
        signal,
      }),
  );
  if (list.isPending && !list.error) return <Loading what="the history" lines={6} height={44} />;
  if (list.error && list.rows.length === 0) {
    return (
      <ErrorState error={list.error} title="The history could not be loaded" onRetry={list.retry} />
    );
  }
  if (list.rows.length === 0) {
    return isFiltered ? (
      <Empty title="Nothing of this kind">No event fits the filter.</Empty>
    ) : (
      <Empty title="Nothing was billed yet">
        Invoices, purchases and changes of the plan appear here.
      </Empty>
    );
  }
  return (
    <Card aria-label="Events">
      <div aria-busy={list.isStale} style={list.isStale ? { opacity: 0.55 } : undefined}>
        <Timeline events={list.rows} />
      </div>
      {list.error && <ErrorState error={list.error} title="No more events" onRetry={list.retry} />}
      {list.hasMore && (
        <Button
          variant="default"
          mt="md"
          fullWidth
          onClick={list.loadMore}
          loading={list.isLoadingMore}
        >
          Show older events
        </Button>
      )}
    </Card>
  );
}

function exportPath(orgId: string, query: EventsProps['query']): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) wanted.set(name, value);
  return `/api/v1/org-billing/${encodeURIComponent(orgId)}/history/export?${wanted}`;
}
