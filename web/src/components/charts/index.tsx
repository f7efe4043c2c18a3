// Charts load on their own, when the first one is shown: they weigh more than everything else.

import { lazy } from 'react';

export { chartColor, type Series, type Slice } from './types';

/** Lines over time. */
export const TimeChart = lazy(async () => ({
  default: (await import('./drawing')).DrawnTimeChart,
}));
/** Bars by name, horizontal where `isHorizontal`. */
export const BarsChart = lazy(async () => ({
  default: (await import('./drawing')).DrawnBarsChart,
}));
/** Shares of a whole. */
export const DonutChart = lazy(async () => ({
  default: (await import('./drawing')).DrawnDonutChart,
}));
