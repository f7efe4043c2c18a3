import { describe, expect, it } from 'vitest';
import { type Me, type Role, rightsIn } from './useMe';

const me = (role: Role, isSystemAdmin = false): Me => ({
  user_id: 'u',
  email: 'u@example.org',
  name: 'U',
  is_system_admin: isSystemAdmin,
  organizations: [{ org_id: 'acme', org_name: 'Acme', role }],
});

describe('what a screen offers in an organization', () => {
  it.each([
    ['owner', true],
    ['admin', true],
    ['billing_admin', true],
    ['member', false],
  ] as const)('is administration for an %s: %s', (role, canManage) => {
    expect(rightsIn(me(role), 'acme').canManage).toBe(canManage);
  });

  it('is nothing in another organization, and everything for who runs the platform', () => {
    expect(rightsIn(me('owner'), 'beta')).toMatchObject({ role: undefined, canManage: false });
    expect(rightsIn(me('member', true), 'beta').canManage).toBe(true);
    expect(rightsIn(undefined, 'acme').canManage).toBe(false);
  });
});
