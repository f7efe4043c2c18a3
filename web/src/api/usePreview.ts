import { useDebouncedValue } from '@mantine/hooks';
import type { Answer, ApiClient, Schema } from './client';
import { keys } from './keys';
import type { ProblemError } from './problem';
import { useApiQuery } from './useApiQuery';

export type Effects = Schema<'EffectsResponse'>;

const PAUSE_MS = 200;
const PREVIEW = { preview: true } as const;

interface PreviewOptions<Body> {
  orgId: string;
  /** Which verb on what: what tells one preview of a body from another. */
  verb: string;
  /** What would be sent, without words that change nothing; null while the fields do not say it. */
  body: Body | null;
  send: (
    client: ApiClient,
    body: Body,
    query: typeof PREVIEW,
    signal: AbortSignal,
  ) => Promise<Answer<object>>;
}

/** What a verb would do, as far as the server has said so. */
export interface Preview {
  /** Balances now and after it; null while that is not known. */
  effects: Effects | null;
  /** Why the server would refuse it. */
  refusal: string | null;
  /** Why the server could not say: it may say so later. */
  failure: ProblemError | null;
  askAgain: () => void;
}

/**
 * Asks the server what a verb would do, once the typing pauses. What was said of another body is
 * never shown. What a verb does is decided there: no screen computes it.
 */
export function usePreview<Body>(options: PreviewOptions<Body>): Preview {
  const { orgId, verb, body, send } = options;
  const wanted = body === null ? '' : JSON.stringify(body);
  const [asked] = useDebouncedValue(wanted, PAUSE_MS);
  const isOfThis = asked === wanted && wanted !== '';
  const query = useApiQuery(
    keys.preview(orgId, verb, asked),
    (client, signal) => send(client, JSON.parse(asked) as Body, PREVIEW, signal),
    { enabled: isOfThis, staleTime: 0, gcTime: 0 },
  );
  const error = isOfThis ? query.error : null;
  const answer = isOfThis ? query.data : undefined;
  return {
    effects: (answer as { effects?: Effects } | undefined)?.effects ?? null,
    refusal: error && !error.isTemporary ? error.message : null,
    failure: error?.isTemporary ? error : null,
    askAgain: () => void query.refetch(),
  };
}

/** What a dialog sends: nothing before the server said what it does, nor what it would refuse. */
export function onceKnown<Body>(preview: Preview, body: Body | null): Body | null {
  return preview.effects || preview.failure ? body : null;
}
