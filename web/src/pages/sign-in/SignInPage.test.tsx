import { screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { json, problem, show } from '~/test/server';
import { SignInPage } from './SignInPage';

const KEYCLOAK = { name: 'Keycloak', login_path: '/api/v1/auth/login' };
const JOHN = {
  user_id: 'john',
  email: 'john@acme.com',
  name: 'John Doe',
  is_system_admin: false,
  organizations: [{ org_id: 'acme', org_name: 'Acme', role: 'member' }],
};

function showAt(address: string, methods: unknown, status = 200) {
  return show(
    <MemoryRouter initialEntries={[address]}>
      <SignInPage />
    </MemoryRouter>,
    (request) => {
      if (request.url.endsWith('/auth/dev/people')) return json([JOHN]);
      return status === 200 ? json(methods) : problem(status, 'database_unavailable', 'Not now.');
    },
  );
}

it('leads to the provider, and from there to where one wanted to go', async () => {
  const { sent } = showAt('/sign-in?return=%2Forganizations%2F1%3Fdays%3D7', {
    development: false,
    provider: KEYCLOAK,
  });
  const link = await screen.findByRole('link', { name: 'Sign in with Keycloak' });
  expect(link.getAttribute('href')).toBe(
    '/api/v1/auth/login?return_to=%2Forganizations%2F1%3Fdays%3D7',
  );
  expect(screen.queryByText('John Doe')).toBeNull();
  // The demonstration people are not even asked for.
  expect(sent).toHaveLength(1);
});

it('returns to no other server', async () => {
  showAt('/sign-in?return=https%3A%2F%2Felsewhere.example', {
    development: false,
    provider: KEYCLOAK,
  });
  const link = await screen.findByRole('link', { name: 'Sign in with Keycloak' });
  expect(link.getAttribute('href')).toBe('/api/v1/auth/login?return_to=%2F');
});

it('lists the demonstration people, alone or beside the provider', async () => {
  showAt('/sign-in', { development: true, provider: KEYCLOAK });
  expect(await screen.findByRole('button', { name: /john@acme.com/ })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in with Keycloak' })).toBeTruthy();
});

it('says that nobody can sign in yet, which is no failure', async () => {
  showAt('/sign-in', { development: false, provider: null });
  expect(await screen.findByText('Sign-in is not configured')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('says that the ways in could not be read, which is not that there are none', async () => {
  showAt('/sign-in', null, 403);
  expect((await screen.findByRole('alert')).textContent).toContain('Not now.');
  expect(screen.queryByText('Sign-in is not configured')).toBeNull();
});

it('says why somebody came back, and offers to try again', async () => {
  showAt('/sign-in?problem=sign_in_refused', { development: false, provider: KEYCLOAK });
  expect((await screen.findByRole('alert')).textContent).toContain('Keycloak did not sign you in');
  expect(screen.getByRole('link', { name: 'Sign in with Keycloak' })).toBeTruthy();
});
