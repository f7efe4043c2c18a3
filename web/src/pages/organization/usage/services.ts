import { sumOf, toDecimal } from '~/money';

const NAMES: Record<string, string> = {
  llm: 'Language models',
  image: 'Images',
  audio: 'Audio',
  embedding: 'Embeddings',
  rerank: 'Reranking',
  search: 'Search',
};
const SLICES = 6;

/** A service as people call it; one that is not known here by its own name. */
export function serviceName(type: string): string {
  return NAMES[type] ?? type;
}

export interface ServiceUsage {
  type: string;
  name: string;
  credits: number;
}

/** Services, largest first. */
export function servicesOf(breakdown: Record<string, number>): ServiceUsage[] {
  return Object.entries(breakdown)
    .map(([type, credits]) => ({ type, name: serviceName(type), credits }))
    .sort((one, other) => other.credits - one.credits);
}

/**
 * What a pie can show: the largest services, and the sum of the others. A service of which more was
 * refunded than used has no share; the table has it.
 */
export function slicesOf(all: ServiceUsage[]): { name: string; value: number }[] {
  const services = all.filter(({ credits }) => credits > 0);
  const slice = ({ name, credits }: ServiceUsage) => ({ name, value: credits });
  if (services.length <= SLICES) return services.map(slice);
  const others = services.slice(SLICES - 1);
  // As near as it can be drawn; it is never sent.
  const sum = Number(toDecimal(sumOf(others.map(({ credits }) => credits))));
  return [
    ...services.slice(0, SLICES - 1).map(slice),
    { name: `${others.length} others`, value: sum },
  ];
}
