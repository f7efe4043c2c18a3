// Amounts in words, which read the same everywhere, and why a text is no amount.

import { formatCredits } from './format';
import { MICROS_PER_UNIT, type Micros, toDecimal } from './micros';
import type { Limits, Refusal } from './reading';

const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
  'sixteen seventeen eighteen nineteen'
).split(' ');
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: [bigint, string][] = [
  [1_000_000_000n, 'billion'],
  [1_000_000n, 'million'],
  [1_000n, 'thousand'],
  [100n, 'hundred'],
];

/** "five thousand credits", for what reads differently elsewhere. */
export function creditsInWords(micros: Micros): string {
  return `${amountInWords(micros)} ${micros === MICROS_PER_UNIT ? 'credit' : 'credits'}`;
}

/** "five thousand", "five point one two five". */
export function amountInWords(micros: Micros): string {
  const whole = wholeInWords(micros / MICROS_PER_UNIT);
  const fraction = toDecimal(micros).split('.')[1];
  if (fraction === undefined) return whole;
  const digits = Array.from(fraction, (digit) => SMALL[Number(digit)]);
  return `${whole} point ${digits.join(' ')}`;
}

function wholeInWords(whole: bigint): string {
  for (const [scale, name] of SCALES) {
    if (whole < scale) continue;
    const rest = whole % scale;
    const many = `${wholeInWords(whole / scale)} ${name}`;
    return rest === 0n ? many : `${many} ${wholeInWords(rest)}`;
  }
  const below100 = Number(whole);
  const small = SMALL[below100];
  if (small !== undefined) return small;
  const tens = TENS[Math.floor(below100 / 10)];
  return below100 % 10 === 0 ? `${tens}` : `${tens}-${SMALL[below100 % 10]}`;
}

/** What a field says below a text that it does not read; nothing below an empty one. */
export function refusalInWords(refusal: Refusal, limits: Limits): string | null {
  const example = formatCredits(limits.decimals === 0 ? 14_000_000n : 12_345_500_000n);
  const like = `Write it like ${example}.`;
  switch (refusal.reason) {
    case 'empty':
      return null;
    case 'character':
      return `${shown(refusal.character ?? '')} is not read here. ${like}`;
    case 'grouping':
      return `Not complete, or grouped in another way. ${like}`;
    case 'decimal':
      return `Not complete, or one separator too many. ${like}`;
    case 'zeros':
      return `An amount does not begin with a zero, but for 0 itself and ${formatCredits(500_000n)}.`;
    case 'decimals':
      return limits.decimals === 0
        ? `Only a whole number is read here. ${like}`
        : `More than ${limits.decimals} decimals are not read.`;
    case 'too_fine':
      return 'So large an amount is read with at most five decimals.';
    case 'too_little':
      return `The least is ${formatCredits(limits.least)}.`;
    case 'too_much':
      return `The most is ${formatCredits(limits.most)}.`;
  }
}

const PRINTS = /^[\p{L}\p{N}\p{P}\p{S}]$/u;

/** A character so that it can be seen: “e”, a space, U+200F. */
function shown(character: string): string {
  if (PRINTS.test(character)) return `“${character}”`;
  if (character === ' ') return 'A space between digits';
  const code = character.codePointAt(0) ?? 0;
  return `A character that does not show (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
}
