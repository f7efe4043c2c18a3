import { TextInput } from '@mantine/core';
import { formatMoment } from './DateText';

interface DayInputProps {
  label: string;
  /** As the API takes it, 2026-11-03; empty while none is chosen. */
  value: string;
  onChange: (day: string) => void;
  min?: string;
  max?: string;
}

/**
 * Chooses a day with the browser's own calendar. That writes days as the browser likes, 03/11 or
 * 11/03, so what was chosen is said the way of the page.
 */
export function DayInput({ value, onChange, min, max, label }: DayInputProps) {
  return (
    <TextInput
      type="date"
      label={label}
      description={value ? formatMoment(value) : 'Any day'}
      value={value}
      min={min || undefined}
      max={max || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
