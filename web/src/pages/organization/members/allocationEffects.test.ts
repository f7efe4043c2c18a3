import { expect, it } from 'vitest';
import { toDecimal } from '~/money';
import {
  afterAllocating,
  afterReclaiming,
  afterSetting,
  type Holding,
  type Outcome,
} from './allocationEffects';

const BOB: Holding = {
  name: 'Bob',
  allocated_credits: 1000.1,
  used_credits: 900.2,
  held_credits: 30,
  remaining_credits: 69.9,
  target_credits: 1000.1,
};

const afters = (outcome: Outcome) => outcome.effects.map(({ after }) => toDecimal(after as bigint));

it('moves what is given from the pool to the member, exactly', () => {
  const outcome = afterAllocating(BOB, 2000.3, 200_000n);
  expect(afters(outcome)).toEqual(['1000.3', '70.1', '2000.1']);
  expect(outcome.refusal).toBeNull();
});

it('cannot give more than the pool has', () => {
  expect(afterAllocating(BOB, 0.1, 100_001n).refusal).toBe('pool');
  expect(afterAllocating(BOB, 0.1, 100_000n).refusal).toBeNull();
});

it('sets an amount by its difference to the present target', () => {
  expect(afters(afterSetting(BOB, 500, 1_100_000_000n))).toEqual(['1100', '169.8', '400.1']);
});

it('never sets below what is used and held', () => {
  expect(afters(afterSetting(BOB, 500, 0n))).toEqual(['930.2', '0', '569.9']);
});

it('keeps a refill that is still due out of it', () => {
  // The target is 1,000, but a reset found the pool with only 400 to give.
  const waiting = { ...BOB, allocated_credits: 400, used_credits: 0, held_credits: 0 };
  const outcome = afterSetting({ ...waiting, target_credits: 1000 }, 50, 1_010_000_000n);
  expect(afters(outcome)[0]).toBe('410');
});

it('takes back only what is free', () => {
  expect(afters(afterReclaiming(BOB, 0, 69_900_000n))).toEqual(['930.2', '0', '69.9']);
  expect(afterReclaiming(BOB, 0, 69_900_001n).refusal).toBe('member');
});
