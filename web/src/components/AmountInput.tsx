import { TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { browserLocale, pageLocale } from '~/locale/pageLocale';
import {
  CREDIT_LIMITS,
  creditsInWords,
  formatCredits,
  isReadDifferently,
  type Limits,
  type Micros,
  readAmount,
  refusalInWords,
  separatorsOf,
} from '~/money';

/** What stands in a field for an amount, and what the page reads in it. */
export interface AmountField {
  text: string;
  type: (text: string) => void;
  /** Puts an amount there, as the page writes it; null empties the field. */
  write: (micros: Micros | null) => void;
  /** What is read; null while it is nothing that the server would take. */
  micros: Micros | null;
  /** Why it is not read. Nothing is said about an empty field. */
  refusal: string | null;
  /** For the end of what a button says: " (five thousand credits)" where it reads differently elsewhere. */
  inWords: string;
}

/** The state of one `AmountInput`: an amount of credits, unless `limits` say something else. */
export function useAmount(limits: Partial<Limits> = {}, first: Micros | null = null): AmountField {
  const [text, type] = useState(() => (first === null ? '' : formatCredits(first)));
  const { least, most, decimals } = { ...CREDIT_LIMITS, ...limits };
  return useMemo(() => {
    const bounds = { least, most, decimals };
    const { micros, refusal } = readAmount(text, bounds);
    return {
      text,
      type,
      write: (amount) => type(amount === null ? '' : formatCredits(amount)),
      micros,
      refusal: refusal && refusalInWords(refusal, bounds),
      inWords: micros === null ? '' : aside(text, micros),
    };
  }, [text, least, most, decimals]);
}

/** The words count for what was typed, and for the figure on the button. */
function aside(text: string, micros: Micros): string {
  const isUnclear = isReadDifferently(text) || isReadDifferently(formatCredits(micros));
  return isUnclear ? ` (${creditsInWords(micros)})` : '';
}

/** A phone's keypad for decimals has one separator, that of the phone: it must be the page's. */
function keypad(): 'decimal' | 'text' {
  const has = separatorsOf(browserLocale()).decimal;
  return has === separatorsOf(pageLocale()).decimal ? 'decimal' : 'text';
}

interface AmountInputProps {
  label: string;
  description?: string;
  field: AmountField;
  /** What is wrong with an amount that can be read. */
  error?: string | null;
  autoFocus?: boolean;
  maw?: number;
}

/**
 * The field for every number that is typed. It keeps each character as it was typed or pasted: what
 * the page does not read is said below, and never changed, because "5,00" changed is another amount.
 */
export function AmountInput({ field, error, autoFocus, ...shown }: AmountInputProps) {
  return (
    <TextInput
      {...shown}
      value={field.text}
      onChange={(event) => field.type(event.currentTarget.value)}
      error={field.refusal ?? error}
      inputMode={keypad()}
      autoComplete="off"
      spellCheck={false}
      data-autofocus={autoFocus || undefined}
    />
  );
}
