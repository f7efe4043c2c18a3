import { NumberInput } from '@mantine/core';
import { type Micros, parseMicros } from '~/money';

const MOST = 9_000_000_000_000_000n;

interface CreditsInputProps {
  label: string;
  description?: string;
  /** What was typed: plain digits with a point, never a number, which could round it. */
  text: string;
  onText: (text: string) => void;
  error?: string | null;
  autoFocus?: boolean;
}

/** A field for an amount of credits, written the way of the viewer's language. */
export function CreditsInput({ text, onText, autoFocus, ...shown }: CreditsInputProps) {
  return (
    <NumberInput
      {...shown}
      value={text}
      onValueChange={({ value }) => onText(value)}
      decimalScale={6}
      allowNegative={false}
      inputMode="decimal"
      thousandSeparator={SEPARATORS.group}
      decimalSeparator={SEPARATORS.decimal}
      data-autofocus={autoFocus || undefined}
    />
  );
}

/** The amount that was typed; null while it is none that the server would take. */
export function amountOf(text: string, least: Micros = 1n): Micros | null {
  const micros = parseMicros(text);
  return micros !== null && micros >= least && micros <= MOST ? micros : null;
}

const SEPARATORS = separatorsOf(undefined);

function separatorsOf(locale: string | undefined) {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.5);
  const find = (type: string, otherwise: string) =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: find('group', ''), decimal: find('decimal', '.') };
}
