import { describe, expect, it } from 'vitest';
import { asProblem, ProblemError, problemOf } from './problem';

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

describe('what a failure says', () => {
  it("is what the server's problem says", () => {
    const problem = problemOf(answer(404), {
      status: 404,
      code: 'organization_not_found',
      title: 'Organization not found',
      detail: 'There is no such organization, or not for you.',
    });
    expect(problem.message).toBe('There is no such organization, or not for you.');
    expect(problem.code).toBe('organization_not_found');
    expect(problem.isTemporary).toBe(false);
  });

  it('names the fields, what to do, and who can help', () => {
    const problem = problemOf(answer(402), {
      status: 402,
      code: 'insufficient_credits',
      title: 'Insufficient credits',
      detail: "The member's remaining credits do not cover this.",
      resolvable_by: 'org_admin',
    });
    expect(problem.message).toContain('An administrator of the organization can solve this.');
    const invalid = problemOf(answer(422), {
      status: 422,
      code: 'invalid_request',
      title: 'Invalid request',
      detail: 'Part of the request is not what it must be.',
      errors: [{ field: 'credits', message: 'must be more than 0' }],
    });
    expect(invalid.message).toContain('credits: must be more than 0');
  });

  it('tells a switched off server, and when to ask again', () => {
    const problem = problemOf(answer(503, { 'retry-after': '300' }), {
      status: 503,
      code: 'feature_disabled',
      title: 'Feature disabled',
      detail: 'Billing is switched off on this server. Nothing was written.',
    });
    expect(problem.message).toContain('Billing is switched off');
    expect(problem.message).toContain('Your data are kept');
    expect(problem.retryAfterSeconds).toBe(300);
    expect(problem.isTemporary).toBe(true);
  });

  it('writes figures as the page does, not as the server does', () => {
    const refusal = (code: string, figures: Record<string, unknown>) =>
      problemOf(answer(409), {
        status: 409,
        code,
        title: '',
        detail: 'The pool has 1000.5.',
        ...figures,
      }).message;
    expect(refusal('pool_insufficient', { available_credits: 1000.5 })).toMatch(
      /^Only 1,000.5 credits are available. Add credits/,
    );
    expect(refusal('reclaim_exceeds_remaining', { available_credits: 2500 })).toBe(
      'Only 2,500 credits are free.',
    );
    expect(refusal('refund_exceeds_usage', { available_credits: 0.000001 })).toContain('0.000001');
    expect(refusal('price_changed', { quote_usd: 1234.5 })).toContain('$1,234.50');
    // An older server, or one in between, may leave them out.
    expect(refusal('pool_insufficient', {})).toContain('The pool has 1000.5.');
  });

  it('survives answers that are no problem details', () => {
    const problem = problemOf(answer(502), '<html>');
    expect(problem.message).toBe('The server answered with status 502.');
    expect(problemOf(answer(401), undefined).needsSignIn).toBe(true);
  });

  it('tells a missing network from a fault of the page', () => {
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('network_failure');
    expect(asProblem(new Error('no such thing')).message).toContain('no such thing');
    const known = new ProblemError({ status: 1, code: 'x', title: '', detail: 'd' });
    expect(asProblem(known)).toBe(known);
  });
});
