import { afterEach, expect, it } from 'vitest';
import { formatMoment } from '~/components';
import { formatCredits, formatUsd, readAmount, toMicros } from '~/money';
import { englishOf, pageLocale, setPageLocale } from './pageLocale';

afterEach(() => {
  setPageLocale(['en-US']);
});

it.each([
  [['en-US', 'en'], 'en-US'],
  [['en'], 'en-US'],
  [['en-GB', 'de'], 'en-GB'],
  [['en-IN'], 'en-IN'],
  [['de-DE', 'en-US'], 'en-DE'],
  [['de'], 'en-DE'],
  [['sv'], 'en-SE'],
  // What Intl does not know it does not claim either.
  [['zh-TW'], 'en'],
  // Digits and calendars of other scripts are not those of the words.
  [['ar-EG-u-nu-arab'], 'en'],
  [['', '*', 'no language', 'en-CA'], 'en-CA'],
  [[], 'en-US'],
])('%j is shown a page in %s', (languages, locale) => {
  expect(englishOf(languages)).toBe(locale);
});

it('is the same for figures, dates and what is read', () => {
  setPageLocale(['de-DE']);
  expect(pageLocale()).toBe('en-DE');
  expect(formatCredits(1437.5)).toBe('1.437,5');
  expect(formatMoment('2026-11-03')).toBe('3 Nov 2026');
  expect(readAmount('1.437,5').micros).toBe(toMicros(1437.5));
});

it.each([
  'en-US',
  'de-DE',
  'de-AT',
  'de-CH',
  'nl-NL',
  'fr-FR',
  'es-ES',
  'en-ZA',
  'en-IN',
  'sv-SE',
  'pl-PL',
])('has the same separators in credits and dollars for %s', (language) => {
  setPageLocale([language]);
  const credits = formatCredits(1_234_567.125);
  expect(formatUsd(1_234_567.125)).toContain(credits);
  expect(formatUsd(-1_234_567.125)).toContain(credits);
  expect(readAmount(credits).micros).toBe(toMicros(1_234_567.125));
});
