import { expect, it } from 'vitest';
import { localPath } from './returnAddress';

it.each([
  ['/organizations/1/usage?days=7#top', '/organizations/1/usage?days=7#top'],
  ['/', '/'],
])('returns to %s', (wanted, path) => expect(localPath(wanted)).toBe(path));

it.each([
  null,
  '',
  'https://elsewhere.example',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '/..//elsewhere.example',
  '/\t/elsewhere.example',
  'javascript:alert(1)',
  '/sign-in?return=/sign-in',
])('does not return to %j', (wanted) => expect(localPath(wanted)).toBe('/'));
