// Keys of the query cache. What belongs to an organization starts with the organization's id, so
// that nothing of one is ever shown as another's, and a change can make all of it stale at once.

export type Key = readonly unknown[];

export const keys = {
  /** Of one organization: `keys.organization(orgId, 'usage', { days: 30 })`. */
  organization: (orgId: string, ...parts: unknown[]): Key => ['organization', orgId, ...parts],
  /** What a verb would do to an organization. The verb that is then done makes none of these stale:
   * it would be asked again, and is done already. */
  preview: (orgId: string, ...parts: unknown[]): Key => ['preview', orgId, ...parts],
  /** Of the person who is signed in: `keys.me('billing')`. */
  me: (...parts: unknown[]): Key => ['me', ...parts],
  /** Of the whole platform: `keys.system('overview', filter)`. */
  system: (...parts: unknown[]): Key => ['system', ...parts],
  /** Of nobody in particular: plans, demonstration people. */
  common: (...parts: unknown[]): Key => ['common', ...parts],
} as const;

/** What a movement of an organization's credits or a change of its plan makes stale. */
export function staleAfterMoney(orgId: string): Key[] {
  return [keys.organization(orgId), keys.me(), keys.system()];
}
