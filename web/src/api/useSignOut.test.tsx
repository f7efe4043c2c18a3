import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { json, problem, show } from '~/test/server';
import { useSignOut } from './useSignOut';

const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined);
const onSignedOut = vi.fn();

afterEach(() => {
  assign.mockClear();
  onSignedOut.mockClear();
});

function SignOut() {
  const signOut = useSignOut(onSignedOut);
  return (
    <button type="button" onClick={() => signOut.mutate(undefined)}>
      Sign out
    </button>
  );
}

function signOutAgainst(answer: () => Response) {
  show(<SignOut />, answer);
  fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
}

it('goes where the identity provider ends its own session', async () => {
  const address = 'https://id.example/logout?client_id=orgbilling';
  signOutAgainst(() => json({ end_session_url: address }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith(address));
  expect(onSignedOut).not.toHaveBeenCalled();
});

it('stays on this server where there is no such page', async () => {
  signOutAgainst(() => new Response(null, { status: 204 }));
  await waitFor(() => expect(onSignedOut).toHaveBeenCalled());
  expect(assign).not.toHaveBeenCalled();
});

it('runs no script that an address may be', async () => {
  signOutAgainst(() => json({ end_session_url: 'javascript:alert(1)' }));
  await waitFor(() => expect(onSignedOut).toHaveBeenCalled());
  expect(assign).not.toHaveBeenCalled();
});

it('says when it failed, and keeps who is signed in where they are', async () => {
  signOutAgainst(() => problem(503, 'database_unavailable', 'The database is away.'));
  expect(await screen.findByText('The database is away.')).toBeTruthy();
  expect(onSignedOut).not.toHaveBeenCalled();
});
