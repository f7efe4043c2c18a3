import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatChange } from '~/money';
import { Card } from './Card';
import classes from './components.module.css';

interface StatCardProps {
  label: string;
  value: ReactNode;
  /** Percent against before; null where there was nothing to compare with; omitted: not shown. */
  change?: number | null;
  /** What the change compares with, or what the figure means. */
  hint?: ReactNode;
  /** Whether more is worse, as for failures. */
  moreIsWorse?: boolean;
}

/** One figure: `<StatCard label="MRR" value={<Usd value={mrr} />} change={4.2} hint="…" />`. */
export function StatCard({ label, value, change, hint, moreIsWorse = false }: StatCardProps) {
  return (
    <Card as="div" className={classes.stat}>
      <div className={classes.statLabel}>{label}</div>
      <div className={classes.statValue}>{value}</div>
      {(change !== undefined || hint) && (
        <div className={classes.statHint}>
          {change !== undefined && <Change percent={change} moreIsWorse={moreIsWorse} />}
          {change !== undefined && hint ? ' ' : null}
          {hint}
        </div>
      )}
    </Card>
  );
}

function Change({ percent, moreIsWorse }: { percent: number | null; moreIsWorse: boolean }) {
  if (percent === null) return <span>new</span>;
  if (percent === 0) return <span>unchanged</span>;
  const isGood = percent > 0 !== moreIsWorse;
  const Arrow = percent > 0 ? IconArrowUpRight : IconArrowDownRight;
  return (
    <span className={isGood ? classes.up : classes.down}>
      <Arrow size={15} stroke={2} aria-hidden="true" style={{ verticalAlign: '-2px' }} />{' '}
      {formatChange(percent)}
    </span>
  );
}
