import { useState } from 'react';

export interface AuditFilter {
  type: string | null;
  from: string;
  to: string;
  actor: { id: string; name: string } | null;
}

const EVERYTHING: AuditFilter = { type: null, from: '', to: '', actor: null };

/** Which events are wanted, and the same as the API asks for it. */
export function useAuditFilter() {
  const [filter, setFilter] = useState(EVERYTHING);
  const query = {
    event_type: filter.type ?? undefined,
    from: filter.from || undefined,
    to: filter.to || undefined,
    actor_id: filter.actor?.id,
  };
  return {
    filter,
    query,
    /** What an export of the same events adds to its address: `from=2026-11-01`. */
    search: new URLSearchParams(
      Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]),
    ).toString(),
    isFiltered: Object.values(query).some(Boolean),
    change: (part: Partial<AuditFilter>) => setFilter((before) => ({ ...before, ...part })),
    reset: () => setFilter(EVERYTHING),
  };
}

export type AuditFiltering = ReturnType<typeof useAuditFilter>;
