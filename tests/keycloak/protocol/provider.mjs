// An OpenID provider that is not Keycloak: npm's oidc-provider, for one application on this machine.
// The people are read from a file at each sign-in, so that a test can change what they may.
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const { PORT, APPLICATION_URL, CLIENT_SECRET, PEOPLE_FILE } = process.env;
const issuer = `http://localhost:${PORT}`;

function findAccount(_context, username) {
  const person = JSON.parse(readFileSync(PEOPLE_FILE, 'utf8'))[username];
  return person && { accountId: username, claims: () => ({ sub: username, ...person }) };
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'orgbilling',
      client_secret: CLIENT_SECRET,
      redirect_uris: [`${APPLICATION_URL}/api/v1/auth/callback`],
      post_logout_redirect_uris: [`${APPLICATION_URL}/sign-in`],
      backchannel_logout_uri: `${APPLICATION_URL}/api/v1/auth/backchannel-logout`,
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  // Profile and roles are told at the userinfo endpoint only, as the standard has it.
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'realm_access'],
  },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: [CLIENT_SECRET] },
  findAccount,
  // By itself it refuses to call an address of this machine.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
});

provider.on('backchannel.error', (_context, error) => console.log(`back-channel: ${error}`));
provider.on('server_error', (_context, error) => console.log(error));
provider.listen(Number(PORT), '127.0.0.1', () => console.log('The provider is ready.'));
