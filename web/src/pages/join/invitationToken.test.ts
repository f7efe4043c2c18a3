import { expect, it } from 'vitest';
import { invitationToken } from './invitationToken';

const TOKEN = `ob_inv_${'0'.repeat(32)}_${'a-B_9'.repeat(8)}xyz`;

it('finds the secret in a link, with whatever mail programs put around it', () => {
  expect(invitationToken(TOKEN)).toBe(TOKEN);
  expect(invitationToken(`<https://billing.example/join#${TOKEN}>\n`)).toBe(TOKEN);
});

it('takes nothing else for a secret', () => {
  expect(invitationToken('')).toBeNull();
  expect(invitationToken('https://billing.example/join')).toBeNull();
});
