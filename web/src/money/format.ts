// Amounts as people of the viewer's language write them. They are given to Intl as decimal texts, so
// that no digit is lost on the way to the screen.

import { type Micros, toDecimal, toMicros } from './micros';

export type Amount = number | Micros;

/** What is shown where there is no figure. Never 0, which would be a claim. */
export const ABSENT = '–';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string | undefined, options: Intl.NumberFormatOptions) {
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
export function formatCredits(amount: Amount, decimals = 6, locale?: string): string {
  return formatOf(locale, { maximumFractionDigits: decimals }).format(exact(amount));
}

/** "$1,068.00"; a price below a cent shows what it is: "$0.0004". */
export function formatUsd(amount: Amount, locale?: string): string {
  return formatOf(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  }).format(exact(amount));
}

/** "1.4K": for the axes of charts, where there is no room for more. */
export function formatCompact(amount: number, locale?: string): string {
  return formatOf(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(amount);
}

/** "1,437": counts of things. */
export function formatCount(count: number, locale?: string): string {
  return formatOf(locale, { maximumFractionDigits: 0 }).format(count);
}

/** "43 %" of a share from 0 to 1, the way the locale writes it. */
export function formatShare(share: number, locale?: string): string {
  return formatOf(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** "+12.5%" of a change in percent. */
export function formatChange(percent: number, locale?: string): string {
  return formatOf(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(percent / 100);
}
