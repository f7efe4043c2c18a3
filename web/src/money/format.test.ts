import { describe, expect, it } from 'vitest';
import { formatChange, formatCompact, formatCredits, formatShare, formatUsd } from './format';

describe('figures on the screen', () => {
  it('keeps every digit of the largest amount', () => {
    expect(formatCredits(8_589_934_591.999999, 6, 'en')).toBe('8,589,934,591.999999');
    expect(formatCredits(8_589_934_591_999_999n, 6, 'en')).toBe('8,589,934,591.999999');
  });

  it('follows the locale', () => {
    expect(formatCredits(1437.5, 6, 'de')).toBe('1.437,5');
    expect(formatUsd(1068)).toBe('$1,068.00');
    expect(formatUsd(0.0004)).toBe('$0.0004');
  });

  it('writes shares, changes and axes', () => {
    expect(formatShare(0.428)).toBe('42.8%');
    expect(formatChange(12.5)).toBe('+12.5%');
    expect(formatChange(-3)).toBe('-3%');
    expect(formatChange(0)).toBe('0%');
    expect(formatCompact(1437)).toBe('1.4K');
  });
});
