import { useEffect } from 'react';

/** Runs each time a dialog opens: what was typed the last time is not for this one. */
export function useOnOpening(opened: boolean, run: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the opening counts.
  useEffect(() => {
    if (opened) run();
  }, [opened]);
}
