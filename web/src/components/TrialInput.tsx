import { TRIAL_DAYS_MAX } from '~/api/generated/bounds';
import { MICROS_PER_UNIT } from '~/money';
import { type AmountField, AmountInput, useAmount } from './AmountInput';

const LIMITS = { least: 0n, most: BigInt(TRIAL_DAYS_MAX) * MICROS_PER_UNIT, decimals: 0 };

interface Trial {
  field: AmountField;
  /** Null while no number of days is read. */
  days: number | null;
  reset: () => void;
}

/** The length of a trial, as it is typed. */
export function useTrial(): Trial {
  const field = useAmount(LIMITS, 0n);
  const days = field.micros === null ? null : Number(field.micros / MICROS_PER_UNIT);
  return { field, days, reset: () => field.write(0n) };
}

interface TrialInputProps {
  label: string;
  description: string;
  trial: Trial;
}

/** Whole days without a price, from 0 to 90. */
export function TrialInput({ trial, ...shown }: TrialInputProps) {
  return <AmountInput {...shown} field={trial.field} maw={220} />;
}
