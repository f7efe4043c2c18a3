import { expect, it } from 'vitest';
import { deviceWords, isHandheld } from './deviceWords';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const FIREFOX =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:143.0) Gecko/20100101 Firefox/143.0';

it.each([
  [CHROME, 'Chrome on Linux'],
  [EDGE, 'Edge on Windows'],
  [SAFARI, 'Safari on iPhone'],
  [FIREFOX, 'Firefox on macOS'],
  ['curl/8.5.0', 'curl'],
  ['python-httpx/0.28 (x)', 'python-httpx'],
  ['', 'Unknown program'],
  [null, 'Unknown program'],
])('calls %s what people call it', (userAgent, words) => {
  expect(deviceWords(userAgent)).toBe(words);
});

it('knows what is held in a hand', () => {
  expect(isHandheld(SAFARI)).toBe(true);
  expect(isHandheld(CHROME)).toBe(false);
  expect(isHandheld(null)).toBe(false);
});
