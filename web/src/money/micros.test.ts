import { describe, expect, it } from 'vitest';
import { parseMicros, shareOf, sumOf, toAmount, toDecimal, toMicros } from './micros';

describe('amounts in millionths', () => {
  it.each([
    [0, 0n],
    [540.5, 540_500_000n],
    [0.000001, 1n],
    [-12.25, -12_250_000n],
    [9_000_000_000, 9_000_000_000_000_000n],
    [8_589_934_591.999999, 8_589_934_591_999_999n],
    ['1e3', 1_000_000_000n],
    ['25e-1', 2_500_000n],
  ])('reads %s exactly', (amount, micros) => {
    expect(toMicros(amount)).toBe(micros);
  });

  it.each(['', 'ten', '1,000', '0.0000001', '--1', 'NaN', 'Infinity', '1e999'])(
    'does not take %j for an amount',
    (text) => {
      expect(parseMicros(text)).toBeNull();
      expect(() => toMicros(text)).toThrow(RangeError);
    },
  );

  it('adds what doubles do not add', () => {
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(toDecimal(sumOf([0.1, 0.2]))).toBe('0.3');
  });

  it('writes plain decimals and the numbers that the API takes', () => {
    expect(toDecimal(1_500_000n)).toBe('1.5');
    expect(toDecimal(-1n)).toBe('-0.000001');
    expect(toAmount(8_589_934_591_999_999n)).toBe(8_589_934_591.999999);
  });

  it('gives shares for bars, also of nothing', () => {
    expect(shareOf(856, 2000)).toBe(0.428);
    expect(shareOf(0, 0)).toBe(0);
    expect(shareOf(5, 0)).toBe(1);
  });
});
