import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { keys, type Schema, usePagedList } from '~/api';
import { Badge, type Column, CsvDownloadButton, DataTable, DateText, Empty } from '~/components';
import { detailWords, EVENT_WORDS, eventWords } from './auditWords';

type Event = Schema<'AuditEventResponse'>;

interface Filter {
  type: string | null;
  from: string;
  to: string;
  actor: { id: string; name: string } | null;
}

const EVERYTHING: Filter = { type: null, from: '', to: '', actor: null };
const TYPES = Object.entries(EVENT_WORDS).map(([value, label]) => ({ value, label }));

/** What happened in the organization, and who did it. */
export function AuditSection({ orgId }: { orgId: string }) {
  const [filter, setFilter] = useState(EVERYTHING);
  const change = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
  const query = {
    event_type: filter.type ?? undefined,
    from: filter.from || undefined,
    to: filter.to || undefined,
    actor_id: filter.actor?.id,
  };
  const list = usePagedList(
    keys.organization(orgId, 'audit', query),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/{org_id}/audit', {
        params: { path: { org_id: orgId }, query: { ...query, cursor } },
        signal,
      }),
  );
  const isFiltered = Object.values(query).some(Boolean);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={2}>Audit log</Title>
          <Text c="dimmed">
            What happened here and who did it, newest first. Nobody can change it.
          </Text>
        </div>
        <CsvDownloadButton path={exportPath(orgId, query)} fileName="audit-log.csv" />
      </Group>
      <FilterBar filter={filter} onChange={change} />
      <DataTable
        label="Audit log"
        list={list}
        rowKey={(event) => event.audit_id}
        columns={columns((actor) => change({ actor }))}
        height="44rem"
        empty={
          isFiltered ? (
            <Empty
              title="Nothing like this happened"
              action={
                <Button variant="default" onClick={() => setFilter(EVERYTHING)}>
                  Show everything
                </Button>
              }
            />
          ) : (
            <Empty title="Nothing happened yet" />
          )
        }
      />
    </Stack>
  );
}

function exportPath(orgId: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const wanted = new URLSearchParams(given);
  return `/api/v1/org-billing/${encodeURIComponent(orgId)}/audit/export?${wanted}`;
}

interface FilterBarProps {
  filter: Filter;
  onChange: (part: Partial<Filter>) => void;
}

function FilterBar({ filter, onChange }: FilterBarProps) {
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="Event"
        placeholder="All events"
        clearable
        searchable
        clearButtonProps={{ 'aria-label': 'All events' }}
        nothingFoundMessage="No such event"
        data={TYPES}
        value={filter.type}
        onChange={(type) => onChange({ type })}
        w={280}
      />
      <TextInput
        type="date"
        label="From"
        value={filter.from}
        max={filter.to || undefined}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={filter.to}
        min={filter.from || undefined}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
      {filter.actor && (
        <Button
          variant="light"
          rightSection={<IconX size={14} aria-hidden="true" />}
          onClick={() => onChange({ actor: null })}
          aria-label={`By ${filter.actor.name}; show everybody`}
        >
          By {filter.actor.name}
        </Button>
      )}
    </Group>
  );
}

const KINDS: Partial<Record<Event['actor_kind'], string>> = {
  member_key: 'with a key',
  service_key: 'service key',
  sql: 'directly in the database',
};

function columns(onActor: (actor: { id: string; name: string }) => void): Column<Event>[] {
  return [
    {
      key: 'when',
      header: 'When',
      width: 200,
      render: (event) => <DateText value={event.occurred_at} withTime />,
    },
    {
      key: 'event',
      header: 'What',
      render: (event) => (
        <Text size="sm" fw={550} title={event.event_type}>
          {eventWords(event.event_type)}
        </Text>
      ),
    },
    { key: 'subject', header: 'Whom', render: (event) => event.subject_name ?? '' },
    {
      key: 'details',
      header: 'Details',
      render: (event) => (
        <Text size="sm" c="dimmed" maw="26rem" style={{ overflowWrap: 'anywhere' }}>
          {detailWords(event.details).join(' · ')}
        </Text>
      ),
    },
    { key: 'actor', header: 'By', render: (event) => <Actor event={event} onActor={onActor} /> },
  ];
}

interface ActorProps {
  event: Event;
  onActor: (actor: { id: string; name: string }) => void;
}

function Actor({ event, onActor }: ActorProps) {
  if (event.actor_kind === 'system' || event.actor_id === 'system')
    return <Badge>OrgBilling</Badge>;
  const name = event.actor_name ?? event.actor_id;
  const kind = KINDS[event.actor_kind];
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        px={4}
        ml={-4}
        onClick={() => onActor({ id: event.actor_id, name })}
        title={`Only what ${name} did`}
      >
        {name}
      </Button>
      {kind && (
        <Text size="xs" c="dimmed">
          {kind}
        </Text>
      )}
      {event.address && (
        <Text size="xs" c="dimmed" title={event.user_agent ?? undefined}>
          from {event.address}
        </Text>
      )}
    </div>
  );
}
