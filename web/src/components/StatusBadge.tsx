import classes from './badge.module.css';

type Tone = 'good' | 'neutral' | 'warn' | 'bad';

const TONES: Record<string, Tone> = {
  active: 'good',
  trialing: 'neutral',
  past_due: 'bad',
  canceled: 'neutral',
  paused: 'warn',
  suspended: 'bad',
  closed: 'neutral',
};

interface BadgeProps {
  tone?: Tone;
  children: string;
}

/** A word in a colour; the word alone says it all. */
export function Badge({ tone = 'neutral', children }: BadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  );
}

/** A state as the API names it: `<StatusBadge status="past_due" />`. */
export function StatusBadge({ status }: { status: string }) {
  const words = status.replaceAll('_', ' ');
  const label = words.charAt(0).toUpperCase() + words.slice(1);
  return <Badge tone={TONES[status] ?? 'neutral'}>{label}</Badge>;
}
