import type { Schema } from './client';
import { keys } from './keys';
import { useApiQuery } from './useApiQuery';

export type Me = Schema<'MeResponse'>;
export type Role = Me['organizations'][number]['role'];

const MANAGING: readonly Role[] = ['owner', 'admin', 'billing_admin'];

/** Who is signed in. */
export function useMe() {
  return useApiQuery(keys.me('identity'), (client, signal) =>
    client.GET('/api/v1/auth/me', { signal }),
  );
}

/** What a person may do in an organization; the server decides again on each request. */
export function rightsIn(me: Me | undefined, orgId: string) {
  const role = me?.organizations.find((organization) => organization.org_id === orgId)?.role;
  const isSystemAdmin = me?.is_system_admin ?? false;
  return {
    role,
    isSystemAdmin,
    canManage: isSystemAdmin || (role !== undefined && MANAGING.includes(role)),
  };
}
