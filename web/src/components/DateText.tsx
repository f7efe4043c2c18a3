import { pageLocale } from '~/locale/pageLocale';
import { ABSENT } from '~/money';

interface DateTextProps {
  /** A moment, or a day, as the API sends it. */
  value: string | null | undefined;
  /** Shows the time of day as well. */
  withTime?: boolean;
}

const DAY_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** A moment in the viewer's time zone; the exact one is in the title. */
export function DateText({ value, withTime = false }: DateTextProps) {
  if (!value) return <span className="ob-absent">{ABSENT}</span>;
  const title = DAY_ONLY.test(value) ? undefined : formatMoment(value, true, 'full');
  return (
    <time dateTime={value} title={title} className="ob-figure">
      {formatMoment(value, withTime)}
    </time>
  );
}

/** The same as text: `formatMoment(value)` for labels of charts and titles. */
export function formatMoment(
  value: string,
  withTime = false,
  style: 'medium' | 'full' = 'medium',
): string {
  // A day has no zone: it is the same day for every viewer.
  if (DAY_ONLY.test(value)) {
    const noon = new Date(`${value}T12:00:00Z`);
    return new Intl.DateTimeFormat(pageLocale(), { dateStyle: style, timeZone: 'UTC' }).format(
      noon,
    );
  }
  const options: Intl.DateTimeFormatOptions = { dateStyle: style };
  if (withTime) options.timeStyle = style === 'full' ? 'long' : 'short';
  return new Intl.DateTimeFormat(pageLocale(), options).format(new Date(value));
}

/** "Nov 3": a day on the axis of a chart. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(pageLocale(), {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day.slice(0, 10)}T12:00:00Z`));
}
