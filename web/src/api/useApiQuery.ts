import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider';
import { type Answer, type ApiClient, bodyOf } from './client';
import type { Key } from './keys';
import type { ProblemError } from './problem';

interface Options {
  enabled?: boolean;
  /** Shows the last answer while the one for another filter is on its way. Within one organization. */
  keepPrevious?: boolean;
  staleTime?: number;
  /** How long an answer that nobody looks at is kept; 0: what was asked before is asked anew. */
  gcTime?: number;
}

/**
 * Reads from the API:
 *
 *     const pool = useApiQuery(keys.organization(orgId, 'pool'), (client, signal) =>
 *       client.GET('/api/v1/org-billing/credits/{org_id}', {
 *         params: { path: { org_id: orgId } }, signal }));
 */
export function useApiQuery<Data>(
  key: Key,
  send: (client: ApiClient, signal: AbortSignal) => Promise<Answer<Data>>,
  { keepPrevious, ...options }: Options = {},
): UseQueryResult<Data, ProblemError> {
  const { client } = useApi();
  return useQuery<Data, ProblemError>({
    queryKey: key,
    queryFn: ({ signal }) => bodyOf(send(client, signal)),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...options,
  });
}
