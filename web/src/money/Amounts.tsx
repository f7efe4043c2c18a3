import { ABSENT, type Amount, formatCredits, formatUsd } from './format';

interface AmountProps {
  /** As the API sends it, or millionths. Null is shown as absent, not as 0. */
  value: Amount | null | undefined;
  /** Shows at most so many decimals; the exact figure is in the title. */
  decimals?: number;
}

/** Credits, exactly: `<Credits value={allocation.remaining_credits} />`. */
export function Credits({ value, decimals = 6 }: AmountProps) {
  if (value === null || value === undefined) return <Absent />;
  const exact = formatCredits(value);
  const shown = formatCredits(value, decimals);
  return (
    <span className="ob-figure" title={shown === exact ? undefined : exact}>
      {shown}
    </span>
  );
}

/** US dollars: `<Usd value={subscription.monthly_price} />`. */
export function Usd({ value }: Omit<AmountProps, 'decimals'>) {
  if (value === null || value === undefined) return <Absent />;
  return <span className="ob-figure">{formatUsd(value)}</span>;
}

function Absent() {
  return <span className="ob-absent">{ABSENT}</span>;
}
