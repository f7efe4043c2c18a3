// Why a request failed, in words for people. The server answers RFC 9457 problem details with a
// stable `code`; what never reached it has a code of ours.

import { formatCredits, formatUsd } from '~/money';

export interface FieldProblem {
  field: string;
  message: string;
}

interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: FieldProblem[] | null;
  [member: string]: unknown;
}

/** A failed request. `message` is fit to be shown. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: ProblemBody,
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(explain(problem));
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** Nobody is signed in (any more). */
  get needsSignIn(): boolean {
    return this.status === 401;
  }

  /** The same request may succeed later; the outcome of this one may be unknown. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

// What the server cannot know: what to do about it on these screens.
const ADVICE: Record<string, string> = {
  feature_disabled: 'Your data are kept. Whoever runs this server can switch billing on again.',
  price_changed: 'The price has changed since it was shown. Look at the new one and confirm again.',
  pool_insufficient: 'Add credits to the pool, or reclaim some from a member, and try again.',
  request_key_reused: 'Close this dialog and open it again to start over.',
};

const RESOLVER: Record<string, string> = {
  member: 'You can solve this yourself.',
  org_admin: 'An administrator of the organization can solve this.',
  system_admin: 'Whoever runs this platform can solve this.',
};

// The server writes figures its own way; the page writes them in its locale.
const IN_FIGURES: Record<string, (problem: ProblemBody) => string | null> = {
  pool_insufficient: ({ available_credits: left }) =>
    isFigure(left) ? `Only ${formatCredits(left)} credits are available.` : null,
  reclaim_exceeds_remaining: ({ available_credits: left }) =>
    isFigure(left) ? `Only ${formatCredits(left)} credits are free.` : null,
  refund_exceeds_usage: ({ available_credits: left }) =>
    isFigure(left) ? `Only ${formatCredits(left)} credits of this usage can be refunded.` : null,
  price_changed: ({ quote_usd: price }) =>
    isFigure(price) ? `The price is ${formatUsd(price)} now.` : null,
};

const isFigure = (member: unknown): member is number => typeof member === 'number';

function explain(problem: ProblemBody): string {
  const said =
    IN_FIGURES[problem.code]?.(problem) ??
    (problem.detail || problem.title || 'The request failed.');
  const fields = (problem.errors ?? []).map((error) => `${error.field}: ${error.message}`);
  const resolver = RESOLVER[String(problem.resolvable_by ?? '')];
  return [said, ...fields, ADVICE[problem.code], resolver].filter(Boolean).join(' ');
}

/** The problem of an answer that is not a success. `body` is what could be read of it. */
export function problemOf(response: Response, body: unknown): ProblemError {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(retryAfter) ? retryAfter : undefined;
  if (isProblem(body)) return new ProblemError(body, wait);
  // A proxy in between answers in its own way.
  return new ProblemError(
    {
      status: response.status,
      code: `http_${response.status}`,
      title: response.statusText,
      detail: `The server answered with status ${response.status}.`,
    },
    wait,
  );
}

/** Anything that was thrown, as a problem: no network, an answer that is no JSON, a fault of ours. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const isNetwork = error instanceof TypeError;
  return new ProblemError({
    status: 0,
    code: isNetwork ? 'network_failure' : 'client_failure',
    title: isNetwork ? 'No connection' : 'Something went wrong',
    detail: isNetwork
      ? 'The server could not be reached. Check the connection and try again.'
      : `This page failed: ${error instanceof Error ? error.message : String(error)}`,
  });
}

function isProblem(body: unknown): body is ProblemBody {
  if (typeof body !== 'object' || body === null) return false;
  const { status, code } = body as Record<string, unknown>;
  return typeof status === 'number' && typeof code === 'string';
}
