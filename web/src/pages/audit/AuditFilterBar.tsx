import { Button, Group, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { DayInput } from '~/components';
import { EVENT_WORDS } from './auditWords';
import type { AuditFiltering } from './useAuditFilter';

const TYPES = Object.entries(EVENT_WORDS).map(([value, label]) => ({ value, label }));

/** Which events, from which days, and whose. */
export function AuditFilterBar({ filter, change }: Pick<AuditFiltering, 'filter' | 'change'>) {
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
        onChange={(type) => change({ type })}
        w={280}
      />
      <DayInput
        label="From"
        value={filter.from}
        max={filter.to}
        onChange={(from) => change({ from })}
      />
      <DayInput label="To" value={filter.to} min={filter.from} onChange={(to) => change({ to })} />
      {filter.actor && (
        <Button
          variant="light"
          rightSection={<IconX size={14} aria-hidden="true" />}
          onClick={() => change({ actor: null })}
          aria-label={`By ${filter.actor.name}; show everybody`}
        >
          By {filter.actor.name}
        </Button>
      )}
    </Group>
  );
}
