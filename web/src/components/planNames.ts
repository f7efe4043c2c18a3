const NAMES: Record<string, string> = { platform: 'Platform', byok: 'BYOK', hybrid: 'Hybrid' };

/** A plan as people call it; an unknown one by its own name. */
export function planName(plan: string): string {
  return NAMES[plan] ?? plan;
}
