import { Button, Stack, Text } from '@mantine/core';
import type { PagedList, Schema } from '~/api';
import { Badge, type Column, DataTable, DateText, Empty } from '~/components';
import { AuditFilterBar } from './AuditFilterBar';
import { detailWords, eventWords } from './auditWords';
import type { AuditFilter, AuditFiltering } from './useAuditFilter';

type AuditEvent = Schema<'AuditEventResponse'>;

interface AuditLogProps<Event extends AuditEvent> {
  filtering: AuditFiltering;
  list: PagedList<Event>;
  /** What an event of this log says besides, after what happened. */
  more?: Column<Event>[];
}

/** Events, newest first, and what narrows them. */
export function AuditLog<Event extends AuditEvent>(props: AuditLogProps<Event>) {
  const { filtering, list, more = [] } = props;
  const { isFiltered, change, reset } = filtering;
  const [when, what, ...rest] = columns((actor) => change({ actor }));
  return (
    <Stack gap="md">
      <AuditFilterBar filter={filtering.filter} change={change} />
      <DataTable
        label="Audit log"
        list={list}
        rowKey={(event) => event.audit_id}
        columns={[when, what, ...more, ...rest]}
        height="44rem"
        empty={
          isFiltered ? (
            <Empty
              title="Nothing like this happened"
              action={
                <Button variant="default" onClick={reset}>
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

const KINDS: Partial<Record<AuditEvent['actor_kind'], string>> = {
  member_key: 'with a key',
  service_key: 'service key',
  sql: 'directly in the database',
};

type OnActor = (actor: NonNullable<AuditFilter['actor']>) => void;
type AuditColumn = Column<AuditEvent>;

function columns(onActor: OnActor): [AuditColumn, AuditColumn, ...AuditColumn[]] {
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
        <Text size="sm" fw={550} miw="9rem" title={event.event_type}>
          {eventWords(event.event_type)}
        </Text>
      ),
    },
    { key: 'subject', header: 'Whom', render: (event) => event.subject_name ?? '' },
    {
      key: 'details',
      header: 'Details',
      render: (event) => (
        <Text size="sm" c="dimmed" miw="14rem" maw="26rem" style={{ overflowWrap: 'anywhere' }}>
          {detailWords(event.details).join(' · ')}
        </Text>
      ),
    },
    { key: 'actor', header: 'By', render: (event) => <Actor event={event} onActor={onActor} /> },
  ];
}

function Actor({ event, onActor }: { event: AuditEvent; onActor: OnActor }) {
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
        // A frame that nobody sees would cut the first letter.
        styles={{ label: { overflow: 'visible' } }}
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
