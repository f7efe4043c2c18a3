type Sentence = (provider: string) => string;

const SENTENCES: Record<string, Sentence> = {
  sign_in_expired: () => 'Signing in took too long, or was begun in another window. Try again.',
  sign_in_refused: (provider) =>
    `${provider} did not sign you in, because it was called off or because you may not use this application. Try again, or ask whoever runs this server.`,
  sign_in_invalid: (provider) =>
    `What ${provider} answered could not be trusted, so it was not used. Try again; if it happens again, tell whoever runs this server.`,
  provider_unavailable: (provider) =>
    `${provider} cannot be reached at the moment. Try again in a minute.`,
  person_disabled: () =>
    'Your account is disabled. Whoever runs this server can enable it again; then sign in as before.',
  email_missing: (provider) =>
    `${provider} does not tell your e-mail address, which is needed here. Add it to your account there and try again.`,
  rate_limited: () =>
    'There were too many attempts from your network. Wait a minute, then try again.',
};

// Only what looks like a code is repeated: anybody can write anything into an address.
const CODE = /^[a-z][a-z0-9_]{0,60}$/;

/** What happened and what to do, for a code that sign-in ended with. */
export function problemSentence(code: string, provider: string): string {
  const known = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  if (known) return known(provider);
  const name = CODE.test(code) ? ` The server calls it “${code}”.` : '';
  return `Signing in did not work. Try again; if it happens again, tell whoever runs this server.${name}`;
}
