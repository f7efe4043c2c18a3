// Amounts as the page's locale writes them. They are given to Intl as decimal texts, so that no digit
// is lost on the way to the screen.

import { pageLocale } from '~/locale/pageLocale';
import { type Micros, toDecimal, toMicros } from './micros';

export type Amount = number | Micros;

/** What is shown where there is no figure. Never 0, which would be a claim. */
export const ABSENT = '–';

const MANY_DIGITS = 1_234_567.5;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, options: Intl.NumberFormatOptions) {
  const key = JSON.stringify([locale, options]);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

function exact(amount: Amount): `${number}` {
  return toDecimal(typeof amount === 'bigint' ? amount : toMicros(amount));
}

/** "1,437.5": every decimal that there is, unless `decimals` says how many at most. */
export function formatCredits(amount: Amount, decimals = 6, locale = pageLocale()): string {
  return formatOf(locale, { maximumFractionDigits: decimals }).format(exact(amount));
}

/** What stands between groups and before decimals. */
export function separatorsOf(locale: string): { group: string; decimal: string } {
  const parts = formatOf(locale, {}).formatToParts(MANY_DIGITS);
  const find = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { group: find('group'), decimal: find('decimal') };
}

/**
 * "$1,068.00"; a price below a cent shows what it is: "$0.0004". Its separators are those of other
 * figures, which Intl does not see to: English in Germany has 1.068,5 credits for US$1,068.50.
 */
export function formatUsd(amount: Amount): string {
  const locale = pageLocale();
  const parts = formatOf(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  }).formatToParts(exact(amount));
  const separators: Partial<Record<string, string>> = separatorsOf(locale);
  return parts.map(({ type, value }) => separators[type] ?? value).join('');
}

/** "1.4K": for the axes of charts, where there is no room for more. */
export function formatCompact(amount: number): string {
  return formatOf(pageLocale(), { notation: 'compact', maximumFractionDigits: 1 }).format(amount);
}

/** "1,437": counts of things. */
export function formatCount(count: number): string {
  return formatOf(pageLocale(), { maximumFractionDigits: 0 }).format(count);
}

/** "43 %" of a share from 0 to 1, the way the locale writes it. */
export function formatShare(share: number): string {
  return formatOf(pageLocale(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** "+12.5%" of a change in percent. */
export function formatChange(percent: number): string {
  return formatOf(pageLocale(), {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(percent / 100);
}
