import { describe, expect, it } from 'vitest';
import { formatCredits } from './format';
import { isExactNumber, type Micros, toAmount, toDecimal } from './micros';
import { CREDIT_LIMITS, isReadDifferently, type Reason, readAmount } from './reading';
import { amountInWords, creditsInWords, refusalInWords } from './words';

// Points, commas, spaces of three kinds, apostrophes; groups of two; no groups below five digits;
// digits of other scripts.
const LOCALES = (
  'en-US en-GB en-IN en-ZA en-DE en-CH en-SE en-AT en-NL en-150 de-DE de-CH de-AT fr-FR fr-CH es-ES ' +
  'es-MX pt-BR pt-PT pl-PL sv-SE nb-NO it-IT it-CH ru-RU cs-CZ bg-BG tr-TR ja-JP hi-IN ar-EG fa-IR ' +
  'bn-BD mr-IN my-MM ne-NP ff-Adlm'
).split(' ');
const ROUNDS = 100;

/** The same numbers in each run (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Of every size from a millionth to the most that the API takes. */
function randomAmount(random: (below: number) => number): Micros {
  const digits = Array.from({ length: 1 + random(16) }, () => random(10)).join('');
  const micros = (BigInt(digits) % CREDIT_LIMITS.most) + 1n;
  const isWhole = random(3) === 0 || !isExactNumber(micros);
  return isWhole ? micros - (micros % 1_000_000n) || 1_000_000n : micros;
}

/** What the page could have written for it: with as many decimals as the text has. */
function writtenAs(micros: Micros, decimals: number, locale: string): string[] {
  return ([false, 'always'] as const).map((useGrouping) =>
    new Intl.NumberFormat(locale, {
      useGrouping,
      minimumFractionDigits: decimals,
      maximumFractionDigits: 6,
    }).format(toDecimal(micros)),
  );
}

const plainSpaces = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ').replace(/’/g, "'");
const read = (text: string, locale: string) => readAmount(text, CREDIT_LIMITS, locale);

describe.each(LOCALES)('an amount in %s', (locale) => {
  it('is read back as the page writes it, and as keyboards write that', () => {
    const random = randomFrom(7);
    for (let round = 0; round < ROUNDS; round += 1) {
      const micros = randomAmount(random);
      const [plain, grouped] = writtenAs(micros, 0, locale);
      const texts = [formatCredits(micros, 6, locale), plain, grouped, ` ${grouped}\u00a0`];
      for (const text of texts) {
        expect([text, read(text ?? '', locale).micros]).toEqual([text, micros]);
        expect(read(plainSpaces(text ?? ''), locale).micros).toBe(micros);
      }
    }
  });

  it('is refused where a character is added, lost, doubled or moved, unless that is written too', () => {
    const random = randomFrom(11);
    const strange = Array.from(`0123456789.,'’ \u00a0\u202f-+eE%$k٫٬٣５\u200f`);
    let accepted = 0;
    for (let round = 0; round < 4 * ROUNDS; round += 1) {
      const written = writtenAs(randomAmount(random), 0, locale);
      const characters = Array.from(written[random(2)] ?? '');
      const at = random(characters.length + 1);
      const other = strange[random(strange.length)] ?? '';
      characters.splice(at, random(2), ...(random(3) === 0 ? [] : [other]));
      const text = characters.join('');
      const { micros } = read(text, locale);
      if (micros === null) continue;
      accepted += 1;
      // Whatever is read is what Intl itself writes for it, character for character.
      const could = [0, 1, 2, 3, 4, 5, 6].flatMap((many) => writtenAs(micros, many, locale));
      expect(could.map(plainSpaces)).toContain(plainSpaces(text.trim()));
    }
    expect(accepted).toBeGreaterThan(ROUNDS / 4);
  });
});

it('is a JSON number of the same digits', () => {
  const random = randomFrom(13);
  for (let round = 0; round < 5000; round += 1) {
    const text = toDecimal(BigInt(random(9_000_000)) * 1_000_000_000n + BigInt(random(10 ** 9)));
    const { micros, refusal } = read(text, 'en-US');
    if (micros === null) expect(['too_fine', 'too_little']).toContain(refusal.reason);
    else expect(JSON.stringify(toAmount(micros))).toBe(text);
  }
  expect(JSON.stringify(toAmount(1n))).toBe('0.000001');
});

const REFUSED: [string, Reason, string[]][] = [
  ['en-US', 'empty', ['', '  ']],
  ['en-US', 'character', ['1e5', '-5', '+5', '−5', '5k', '$5', '5%', '５', '٥', '1 000', "1'000"]],
  [
    'en-US',
    'character',
    ['½', 'five', '0x10', '1_000', '(5)', '5\u200f', '1\t0', 'Infinity', 'NaN'],
  ],
  [
    'en-US',
    'grouping',
    ['5,00', '5,', ',5', '1,0000', '1,,000', '1234,567', '12,34,567', '1.000,5'],
  ],
  ['en-US', 'grouping', [',', ',000', '5,000,', '5,00.5', '1,000,00', '1000,000', '1.5,000']],
  ['en-US', 'decimal', ['.', '.5', '5.', '1.2.3', '1..2', '1.000.000']],
  ['en-US', 'zeros', ['00', '007', '0,005', '00.5', '01,000']],
  ['en-US', 'decimals', ['1.0000000', '0.0000001', '1.1234567']],
  ['en-US', 'too_little', ['0', '0.0', '0.000000']],
  ['en-US', 'too_much', ['9,000,000,000.000001', '9000000001', '1'.repeat(60)]],
  ['en-US', 'too_fine', ['8844932289.919053']],
  ['en-IN', 'grouping', ['100,000', '1,000,000', '1,0,000']],
  ['en-DE', 'grouping', ['5.00', '1,000.5', '0.5', '1.0000']],
  ['en-DE', 'decimal', ['1,000,000']],
  ['en-CH', 'character', ['1,000', '1000,5']],
  ['sv-SE', 'character', ['1.000', '1 000.5']],
  ['sv-SE', 'grouping', ['1 00', '1  000', '1 0000']],
  ['fr-FR', 'character', ['1.5', '1,000.5']],
  ['es-ES', 'grouping', ['1.00', '12.00']],
  ['ar-EG', 'character', ['5000', '5,000', '٥,٠٠٠']],
];
const CASES = REFUSED.flatMap(([locale, reason, texts]) =>
  texts.map((text) => [locale, text, reason] as const),
);

it.each(CASES)('in %s %j is refused: %s', (locale, text, reason) => {
  const { micros, refusal } = read(text, locale);
  expect([micros, refusal?.reason]).toEqual([null, reason]);
  if (refusal) expect(refusalInWords(refusal, CREDIT_LIMITS) === null).toBe(reason === 'empty');
});

it('says which character it does not read', () => {
  const words = (text: string) => {
    const { refusal } = read(text, 'en-US');
    return refusal && refusalInWords(refusal, CREDIT_LIMITS);
  };
  expect(words('1e5')).toBe('“e” is not read here. Write it like 12,345.5.');
  expect(words('1 000')).toContain('A space between digits is not read');
  expect(words('5\u200f')).toContain('(U+200F) is not read');
  expect(words('0')).toBe('The least is 0.000001.');
  expect(words('9999999999')).toBe('The most is 9,000,000,000.');
});

it.each(['5,000', '5.000', '0.125', '12,345', '999.999', ' 1,000 ', '1234.567', '٥.٠٠٠'])(
  '%j reads differently elsewhere',
  (text) => expect(isReadDifferently(text)).toBe(true),
);

it.each(['5000', '5', '5.5', '5,00', '1,234.5', '1,234,567', '1 000', "1'000", '1.0000', ''])(
  '%j does not',
  (text) => expect(isReadDifferently(text)).toBe(false),
);

it.each([
  [0n, 'zero'],
  [5_000_000n, 'five'],
  [5_000_000_000n, 'five thousand'],
  [125_000n, 'zero point one two five'],
  [5_125_000n, 'five point one two five'],
  [12_345_000_000n, 'twelve thousand three hundred forty-five'],
  [1_000_019_000_000n, 'one million nineteen'],
  [9_000_000_000_000_000n, 'nine billion'],
  [340_070_500_000n, 'three hundred forty thousand seventy point five'],
])('%s millionths are %s', (micros, words) => {
  expect(amountInWords(micros)).toBe(words);
});

it('names one credit and several', () => {
  expect(creditsInWords(1_000_000n)).toBe('one credit');
  expect(creditsInWords(1_001_000_000n)).toBe('one thousand one credits');
});
