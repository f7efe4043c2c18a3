// Amounts as people type them, read the way the page writes them, or not at all. Ready-made
// parsers skip what they do not know ("1,1,1.2" becomes 111.2) and answer with doubles; here every
// character counts, and what comes out are whole millionths.

import { CREDITS_MAX } from '~/api/generated/bounds';
import { pageLocale } from '~/locale/pageLocale';
import { separatorsOf } from './format';
import { DECIMALS, isExactNumber, MICROS_PER_UNIT, type Micros } from './micros';

export interface Limits {
  least: Micros;
  most: Micros;
  /** How many decimals at most. */
  decimals: number;
}

/** What the API takes as an amount of credits. */
export const CREDIT_LIMITS: Limits = {
  least: 1n,
  most: BigInt(CREDITS_MAX) * MICROS_PER_UNIT,
  decimals: DECIMALS,
};

/** Why a text is no amount; `Refusal.character` says which one is not read. */
export type Reason =
  | 'empty'
  | 'character'
  | 'grouping'
  | 'decimal'
  | 'zeros'
  | 'decimals'
  | 'too_fine'
  | 'too_little'
  | 'too_much';

export interface Refusal {
  reason: Reason;
  character?: string;
}

export type Reading = { micros: Micros; refusal: null } | { micros: null; refusal: Refusal };

/** How a locale writes numbers, as far as a field has to know. */
interface Writing {
  /** The digits 0 to 9, by what they are. */
  digits: Map<string, number>;
  group: string;
  decimal: string;
  /** Digits in the last group of a whole number, and in those before it: 3 and 2 in India. */
  lastGroup: number;
  otherGroups: number;
}

// What keyboards have for separators that they have no key for.
const ALIKE: ReadonlyMap<string, string> = new Map([
  ...[' ', '\u00a0', '\u2009', '\u202f'].map((space) => [space, ' '] as const),
  ...["'", '\u2019'].map((apostrophe) => [apostrophe, "'"] as const),
]);
const MANY_DIGITS = 1_234_567_890_123.5;

const writings = new Map<string, Writing>();

function writingOf(locale: string): Writing {
  let writing = writings.get(locale);
  if (!writing) {
    writing = askIntl(locale);
    writings.set(locale, writing);
  }
  return writing;
}

function askIntl(locale: string): Writing {
  const parts = new Intl.NumberFormat(locale).formatToParts(MANY_DIGITS);
  const { group, decimal } = separatorsOf(locale);
  const groups = parts.filter((part) => part.type === 'integer').map((part) => part.value);
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  const digits = Array.from({ length: 10 }, (_, digit) => [plain.format(digit), digit] as const);
  return {
    digits: new Map(digits),
    group: alike(group),
    decimal: alike(decimal),
    lastGroup: lengthOf(groups.at(-1)),
    otherGroups: lengthOf(groups.at(-2) ?? groups.at(-1)),
  };
}

const alike = (character: string) => ALIKE.get(character) ?? character;
// Some scripts have digits of two units of UTF-16.
const lengthOf = (text = '') => Array.from(text).length;
const refused = (reason: Reason, character?: string): Reading => ({
  micros: null,
  refusal: character === undefined ? { reason } : { reason, character },
});

/**
 * The amount that a text says, as the page would write it: whole with its separators or without
 * any. White space around it says nothing; anything else that the page does not write is refused.
 */
export function readAmount(
  text: string,
  limits: Limits = CREDIT_LIMITS,
  locale = pageLocale(),
): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return refused('empty');
  const writing = writingOf(locale);
  const plain: string[] = [];
  for (const character of trimmed) {
    const meaning = meaningOf(character, writing);
    if (meaning === null) return refused('character', character);
    plain.push(meaning);
  }
  const digits = digitsOf(plain.join(''), writing);
  return typeof digits === 'string' ? refused(digits) : within(limits, digits);
}

interface Digits {
  whole: string;
  fraction: string;
}

/** The digits of "1,234.5", or what is wrong with how they stand. */
function digitsOf(plain: string, writing: Writing): Digits | Reason {
  const [grouped = '', fraction, ...more] = plain.split('.');
  if (more.length > 0) return 'decimal';
  if (fraction?.includes(',')) return 'grouping';
  if (grouped === '' || fraction === '') return 'decimal';
  const groups = grouped.split(',');
  if (groups.length > 1 && !areGrouped(groups, writing)) return 'grouping';
  const whole = groups.join('');
  // "0,005" is five thousandths to many, and five to nobody.
  if (whole.length > 1 && whole.startsWith('0')) return 'zeros';
  return { whole, fraction: fraction ?? '' };
}

function within({ least, most, decimals }: Limits, { whole, fraction }: Digits): Reading {
  if (fraction.length > decimals) return refused('decimals');
  const micros = BigInt(whole + fraction.padEnd(DECIMALS, '0'));
  if (micros < least) return refused('too_little');
  if (micros > most) return refused('too_much');
  if (!isExactNumber(micros)) return refused('too_fine');
  return { micros, refusal: null };
}

/** "0" to "9", "," for what separates groups, "." for what begins decimals; else null. */
function meaningOf(character: string, writing: Writing): string | null {
  const digit = writing.digits.get(character);
  if (digit !== undefined) return String(digit);
  if (alike(character) === writing.decimal) return '.';
  return alike(character) === writing.group ? ',' : null;
}

function areGrouped(groups: string[], { lastGroup, otherGroups }: Writing): boolean {
  const first = groups.at(0)?.length ?? 0;
  return (
    first >= 1 &&
    first <= otherGroups &&
    groups.at(-1)?.length === lastGroup &&
    groups.slice(1, -1).every((group) => group.length === otherGroups)
  );
}

// Three digits after the only point or comma are thousands to one reader and decimals to another.
const READ_DIFFERENTLY = /^\s*\p{Nd}+[.,]\p{Nd}{3}\s*$/u;

/** Whether a person from elsewhere would read another amount: "5,000", "5.000", "0.125". */
export function isReadDifferently(text: string): boolean {
  return READ_DIFFERENTLY.test(text);
}
