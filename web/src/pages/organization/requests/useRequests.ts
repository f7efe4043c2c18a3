import { keys, usePagedList } from '~/api';
import type { CreditRequest } from '../viewed';

/** Requests for credits, newest first: an admin's of all members, a member's own. */
export function useRequests(orgId: string, status: CreditRequest['status'] | null) {
  return usePagedList(keys.organization(orgId, 'requests', status), (client, { cursor, signal }) =>
    client.GET('/api/v1/org-billing/credits/{org_id}/requests', {
      params: { path: { org_id: orgId }, query: { status, cursor } },
      signal,
    }),
  );
}
