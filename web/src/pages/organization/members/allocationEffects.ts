import type { Effect } from '~/components';
import { type Micros, toMicros } from '~/money';

/** What a member has, as far as a change of it needs to know. */
export interface Holding {
  name: string;
  allocated_credits: number;
  used_credits: number;
  held_credits: number;
  remaining_credits: number;
  /** What each reset fills up to. */
  target_credits: number;
}

/** What a change does, and why it cannot be done. */
export interface Outcome {
  effects: Effect[];
  refusal: 'pool' | 'member' | null;
}

/** Giving more: it leaves the pool, and each reset brings it again. */
export function afterAllocating(to: Holding, available: number, credits: Micros): Outcome {
  return outcomeOf(to, available, credits);
}

/** Setting an amount: the difference to the present target moves, down to what is used and held. */
export function afterSetting(of: Holding, available: number, target: Micros): Outcome {
  const wanted = target - toMicros(of.target_credits);
  const lowest = -freeOf(of);
  const isTooLow = wanted < lowest;
  return outcomeOf(of, available, isTooLow ? lowest : wanted);
}

/** Taking back: only what is neither used nor held. */
export function afterReclaiming(from: Holding, available: number, credits: Micros): Outcome {
  const outcome = outcomeOf(from, available, -credits);
  return credits > freeOf(from) ? { ...outcome, refusal: 'member' } : outcome;
}

/** What can be taken back. */
export function freeOf(holding: Holding): Micros {
  const free =
    toMicros(holding.allocated_credits) -
    toMicros(holding.used_credits) -
    toMicros(holding.held_credits);
  return free > 0n ? free : 0n;
}

function outcomeOf(holding: Holding, available: number, change: Micros): Outcome {
  const after = (before: number, by: Micros) => toMicros(before) + by;
  const pool = after(available, -change);
  return {
    effects: [
      {
        label: `Allocated to ${holding.name}`,
        before: holding.allocated_credits,
        after: after(holding.allocated_credits, change),
      },
      {
        label: `Left for ${holding.name}`,
        before: holding.remaining_credits,
        after: after(holding.remaining_credits, change),
      },
      { label: 'Available in the pool', before: available, after: pool },
    ],
    refusal: change > 0n && pool < 0n ? 'pool' : null,
  };
}
