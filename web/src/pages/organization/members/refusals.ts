import { formatCredits } from '~/money';
import type { Viewed } from '../viewed';
import { freeOf, type Holding, type Outcome } from './allocationEffects';

/** Why an amount cannot be taken, below its field. */
export function wordsOfRefusal(
  refusal: Outcome['refusal'] | undefined,
  viewed: Viewed,
  holding?: Holding,
): string | null {
  if (refusal === 'pool') {
    const available = formatCredits(viewed.data.credit_pool.available_credits);
    return `The pool has only ${available} available. Add credits to it, or reclaim some.`;
  }
  if (refusal === 'member' && holding) {
    return `${holding.name} has only ${formatCredits(freeOf(holding))} that is neither used nor held.`;
  }
  return null;
}
