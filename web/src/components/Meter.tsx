import type { CSSProperties } from 'react';
import { type Amount, formatCredits, formatShare, shareOf, toMicros } from '~/money';
import classes from './components.module.css';

interface MeterProps {
  /** What it measures: "Used". Is the bar's name. */
  label: string;
  part: Amount;
  whole: Amount;
  /** Leaves the words above the bar out, where they stand beside it already. */
  isBare?: boolean;
  /** Whether a full bar is something to look at (used credits) or just full (allocated ones). */
  warns?: boolean;
}

const NEARLY_ALL = 0.9;

/** How much of a whole: a bar, and the same in words. */
export function Meter({ label, part, whole, isBare = false, warns = true }: MeterProps) {
  const share = shareOf(exact(part), exact(whole));
  const words = `${formatCredits(part)} of ${formatCredits(whole)} (${formatShare(share)})`;
  const width = `${Math.min(share, 1) * 100}%`;
  const style = { width, '--meter-color': colorOf(share, warns) } as CSSProperties;
  return (
    <div>
      {!isBare && (
        <div className={classes.meterText}>
          <span>{label}</span>
          <span className="ob-figure">{formatShare(share)}</span>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be styled in every browser. */}
      <div
        className={classes.meterTrack}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(share * 100, 100)}
        aria-valuetext={words}
        title={words}
      >
        <div className={classes.meterFill} style={style} />
      </div>
    </div>
  );
}

function exact(amount: Amount): bigint {
  return typeof amount === 'bigint' ? amount : toMicros(amount);
}

function colorOf(share: number, warns: boolean): string {
  if (warns && share >= 1) return 'var(--ob-bad)';
  if (warns && share > NEARLY_ALL) return 'var(--ob-chart-2)';
  return 'var(--ob-accent)';
}
