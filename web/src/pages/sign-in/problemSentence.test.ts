import { expect, it } from 'vitest';
import { problemSentence } from './problemSentence';

it.each([
  ['sign_in_expired', 'took too long'],
  ['sign_in_refused', 'Keycloak did not sign you in'],
  ['sign_in_invalid', 'What Keycloak answered could not be trusted'],
  ['provider_unavailable', 'Keycloak cannot be reached'],
  ['person_disabled', 'Your account is disabled'],
  ['something_new', 'The server calls it “something_new”'],
  ['constructor', 'The server calls it “constructor”'],
])('says what %s means and what to do', (code, words) =>
  expect(problemSentence(code, 'Keycloak')).toContain(words),
);

it('repeats nothing that is no code', () => {
  const said = problemSentence('Call 0900 123 and pay', 'Keycloak');
  expect(said).not.toContain('0900');
  expect(said).toContain('did not work');
});
