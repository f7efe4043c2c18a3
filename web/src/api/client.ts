import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated/schema';
import { asProblem, problemOf } from './problem';

export type ApiClient = Client<paths>;

/** A model of the API: `Schema<'CreditPoolResponse'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/**
 * A client of the API. The session is a cookie that scripts cannot read; it goes along to our own
 * origin only. `base` is what comes before `/api/v1/…`: empty on our own server.
 */
export function makeApiClient(base: string, fetchWith?: typeof fetch): ApiClient {
  return createClient<paths>({
    baseUrl: base,
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
    ...(fetchWith ? { fetch: fetchWith } : {}),
  });
}

/** What openapi-fetch answers with, as far as we look at it. */
export interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer. Throws a `ProblemError` for any other outcome. */
export async function bodyOf<Data>(sent: Promise<Answer<Data>>): Promise<Data> {
  return (await settled(sent)).data as Data;
}

/** As `bodyOf`, with the response, for its headers. */
export async function settled<Data>(sent: Promise<Answer<Data>>): Promise<Answer<Data>> {
  let answer: Answer<Data>;
  try {
    answer = await sent;
  } catch (error) {
    // A request that was called off is no failure; TanStack Query knows what it is.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw asProblem(error);
  }
  if (!answer.response.ok) throw problemOf(answer.response, answer.error);
  return answer;
}
