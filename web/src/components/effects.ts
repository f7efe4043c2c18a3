import type { Effects, Schema } from '~/api';
import type { Effect } from './MoneyDialog';

/** The lines of a dialog about what one member has: before, and after. */
export function memberEffects(effects: Effects | null): Effect[] {
  if (!effects) return [];
  const { before, after } = effects;
  return [...allocationLines(before.allocation, after.allocation), ...availableLine(effects)];
}

/** The lines of a dialog about what one member gives to another. */
export function transferEffects(effects: Effects | null): Effect[] {
  if (!effects) return [];
  const { before, after } = effects;
  // Two members of one name are told apart by their addresses.
  const isOneName = after.allocation?.user_name === after.to_allocation?.user_name;
  const name = ({ user_name, user_email }: Given) =>
    isOneName ? `${user_name} (${user_email})` : user_name;
  return [
    ...allocationLines(before.allocation, after.allocation, name),
    ...allocationLines(before.to_allocation, after.to_allocation, name),
    ...availableLine(effects),
  ];
}

type Given = Schema<'UserCreditAllocationResponse'>;

function allocationLines(
  before: Given | null,
  after: Given | null,
  name = ({ user_name }: Given) => user_name,
): Effect[] {
  if (!after) return [];
  const line = (label: string, figure: 'allocated' | 'remaining' | 'target'): Effect => ({
    label: `${label} ${name(after)}`,
    before: before?.[`${figure}_credits`] ?? 0,
    after: after[`${figure}_credits`],
  });
  const target = line('Target of', 'target');
  return [
    line('Allocated to', 'allocated'),
    line('Left for', 'remaining'),
    // What the next resets fill up to is said where it is not what is allocated.
    ...(target.after === after.allocated_credits ? [] : [target]),
  ];
}

const availableLine = (effects: Effects): Effect[] => poolEffects(effects).slice(0, 1);

/** The lines of a dialog about the pool: before, and after. */
export function poolEffects(effects: Effects | null): Effect[] {
  if (!effects) return [];
  const { before, after } = effects;
  return [
    {
      label: 'Available in the pool',
      before: before.pool.available_credits,
      after: after.pool.available_credits,
    },
    { label: 'Total', before: before.pool.total_credits, after: after.pool.total_credits },
  ];
}
