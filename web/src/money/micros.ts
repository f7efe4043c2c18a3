// Arithmetic on amounts. An amount is a JSON number with at most six decimals, which a double keeps
// but does not add: 0.1 + 0.2. So sums and differences are made of whole millionths.

import { CREDIT_DECIMALS_MAX } from '~/api/generated/bounds';

/** How many decimals an amount has at most. */
export const DECIMALS = CREDIT_DECIMALS_MAX;
export const MICROS_PER_UNIT = 10n ** BigInt(DECIMALS);
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** A whole number of millionths of a credit (or of a dollar). */
export type Micros = bigint;

/** The exact millionths of an amount as the API sends it; what is typed is for `readAmount`. */
export function toMicros(amount: number | string): Micros {
  const micros = parseMicros(amount);
  if (micros === null) throw new RangeError(`${amount} is not an amount of at most six decimals.`);
  return micros;
}

/** As `toMicros`, but null for what is no amount, or is finer than a millionth. */
export function parseMicros(amount: number | string): Micros | null {
  const match = NUMBER.exec(String(amount).trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  // How many places the digits have to move so that they count millionths.
  const shift = DECIMALS - fraction.length + Number(exponent);
  if (Math.abs(shift) > 40) return null;
  let micros: bigint;
  if (shift >= 0) {
    micros = BigInt(digits) * 10n ** BigInt(shift);
  } else {
    const divisor = 10n ** BigInt(-shift);
    if (BigInt(digits) % divisor !== 0n) return null;
    micros = BigInt(digits) / divisor;
  }
  return sign ? -micros : micros;
}

/** Millionths as a plain decimal text without trailing zeros: 1500000n is "1.5". */
export function toDecimal(micros: Micros): `${number}` {
  const absolute = micros < 0n ? -micros : micros;
  const whole = absolute / MICROS_PER_UNIT;
  const fraction = (absolute % MICROS_PER_UNIT).toString().padStart(DECIMALS, '0');
  const trimmed = fraction.replace(/0+$/, '');
  const text = trimmed ? `${whole}.${trimmed}` : `${whole}`;
  return (micros < 0n ? `-${text}` : text) as `${number}`;
}

/**
 * Millionths as the JSON number that the API takes. From 8,589,934,592 on a double has no room for six
 * decimals; then there is no such number, rather than another one.
 */
export function toAmount(micros: Micros): number {
  if (!isExactNumber(micros)) throw new RangeError(`${toDecimal(micros)} has too many digits.`);
  return Number(toDecimal(micros));
}

/** Whether a JSON number keeps every digit of it. */
export function isExactNumber(micros: Micros): boolean {
  return parseMicros(Number(toDecimal(micros))) === micros;
}

/** The exact sum of amounts. */
export function sumOf(amounts: Iterable<number | string>): Micros {
  let sum = 0n;
  for (const amount of amounts) sum += toMicros(amount);
  return sum;
}

/** How much of `whole` is `part`, from 0 to (mostly) 1; 0 of nothing is 0. For bars, not for money. */
export function shareOf(part: number | Micros, whole: number | Micros): number {
  const exactPart = typeof part === 'bigint' ? part : toMicros(part);
  const exactWhole = typeof whole === 'bigint' ? whole : toMicros(whole);
  if (exactWhole <= 0n) return exactPart > 0n ? 1 : 0;
  return Number((exactPart * 10_000n) / exactWhole) / 10_000;
}
