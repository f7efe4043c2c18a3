import type { ReactNode } from 'react';
import { rightsIn, useMe } from '~/api';

interface CanProps {
  /** `manage`: owner, admin, billing admin or system admin. `administer`: system admin. */
  do: 'manage' | 'administer';
  /** The organization; for `administer` none. */
  orgId?: string;
  otherwise?: ReactNode;
  children: ReactNode;
}

/** Shows what only some may use. The server decides again when it is used. */
export function Can({ do: action, orgId = '', otherwise = null, children }: CanProps) {
  const me = useMe();
  const rights = rightsIn(me.data, orgId);
  const isAllowed = action === 'manage' ? rights.canManage : rights.isSystemAdmin;
  return isAllowed ? children : otherwise;
}
