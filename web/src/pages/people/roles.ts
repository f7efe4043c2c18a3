import { type Me, type Role, rightsIn } from '~/api';

// As the server ranks them; nobody grants a role above their own, or touches who has one.
const RANKS: Record<Role, number> = { owner: 3, admin: 2, billing_admin: 1, member: 0 };
const RANK_OF_SYSTEM_ADMIN = 4;

/** What a role is for, in a line. */
export const ROLE_ABOUT: Record<Role, string> = {
  owner: 'Everything, and closes the organization.',
  admin: 'Members, credits, plan, keys and settings.',
  billing_admin: 'The same, but makes nobody an admin.',
  member: 'Spends what is allocated to them.',
};

/** The roles that a person may give in an organization, highest first. */
export function rolesToGive(me: Me | undefined, orgId: string): Role[] {
  const rank = rankOf(me, orgId);
  const roles = Object.keys(RANKS) as Role[];
  return rank < 1 ? [] : roles.filter((role) => RANKS[role] <= rank);
}

/** Whether a person may change or remove a member with this role. */
export function mayManage(me: Me | undefined, orgId: string, role: Role): boolean {
  const rank = rankOf(me, orgId);
  return rank >= 1 && rank >= RANKS[role];
}

function rankOf(me: Me | undefined, orgId: string): number {
  const { role, isSystemAdmin } = rightsIn(me, orgId);
  if (isSystemAdmin) return RANK_OF_SYSTEM_ADMIN;
  return role ? RANKS[role] : -1;
}
