import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useRef, useState } from 'react';
import { type ApiClient, makeApiClient } from './client';
import { ProblemError } from './problem';

interface Api {
  client: ApiClient;
  /** What comes before `/api/v1/…` in addresses that are not fetched: downloads. */
  base: string;
}

const ApiContext = createContext<Api | null>(null);
const FRESH_MS = 15_000;
const RETRIES = 2;

interface ApiProviderProps {
  /** Origin and prefix before `/api/v1/…`; empty for the server that the page came from. */
  base?: string;
  /** Called when the server says that nobody is signed in. */
  onSignInNeeded?: () => void;
  /** Stands in for the network in tests. */
  fetch?: typeof fetch;
  children: ReactNode;
}

/** Gives everything below it the API and one cache of its answers. */
export function ApiProvider({ base = '', onSignInNeeded, children, ...given }: ApiProviderProps) {
  const signInNeeded = useRef(onSignInNeeded);
  signInNeeded.current = onSignInNeeded;
  const [queryClient] = useState(() => makeQueryClient(() => signInNeeded.current?.()));
  const [api] = useState<Api>(() => ({ client: makeApiClient(base, given.fetch), base }));
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

/** The typed client and the base of the API. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('There is no ApiProvider above this component.');
  return api;
}

function makeQueryClient(onSignInNeeded: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ProblemError && error.needsSignIn) onSignInNeeded();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // Asking again helps against a network that failed, not against a refusal.
        // Nor against a limit: when there is room again is said, and is for people to wait for.
        retry: (failures, error) =>
          failures < RETRIES && error instanceof ProblemError && error.isTemporary
            ? error.code !== 'feature_disabled' && error.code !== 'rate_limited'
            : false,
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      // Whether a failed change is sent again is for people to decide.
      mutations: { retry: false },
    },
  });
}
