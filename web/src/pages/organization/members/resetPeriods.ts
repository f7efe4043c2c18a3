import type { ResetPeriod } from '../viewed';

export const RESET_NAMES: Record<ResetPeriod, string> = {
  daily: 'Daily',
  weekly: 'Weekly',
  monthly: 'Monthly',
  never: 'Never',
};

export const RESET_CHOICES = (Object.keys(RESET_NAMES) as ResetPeriod[]).map((value) => ({
  value,
  label: RESET_NAMES[value],
}));
