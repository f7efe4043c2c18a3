import { Badge } from '~/components';
import type { CreditRequest } from '../viewed';

const WORDS = {
  pending: ['Waiting', 'warn'],
  approved: ['Approved', 'good'],
  declined: ['Declined', 'neutral'],
  withdrawn: ['Withdrawn', 'neutral'],
} as const;

export function RequestStatus({ status }: { status: CreditRequest['status'] }) {
  const [words, tone] = WORDS[status];
  return <Badge tone={tone}>{words}</Badge>;
}
