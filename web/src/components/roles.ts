import type { Role } from '~/api';

/** Roles as people call them. */
export const ROLE_NAMES: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  billing_admin: 'Billing admin',
  member: 'Member',
};
