import { useQueryClient } from '@tanstack/react-query';
import { useChange } from './useChange';

/**
 * Signs out here and, where people signed in at an identity provider, there too. `onSignedOut` is
 * called where the provider has no page of its own for that.
 */
export function useSignOut(onSignedOut: () => Promise<void> | void) {
  const queryClient = useQueryClient();
  return useChange({
    send: (client) => client.POST('/api/v1/auth/logout'),
    invalidates: [],
    onSuccess: async (ended) => {
      const elsewhere = pageOf(ended?.end_session_url);
      if (elsewhere) {
        window.location.assign(elsewhere);
        return;
      }
      await onSignedOut();
      // Nothing that this person saw stays for the next one.
      queryClient.clear();
    },
  });
}

/** An address that is a page of the web, and no script. */
function pageOf(address: string | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  return /^https?:$/.test(new URL(address).protocol) ? address : null;
}
