import type { Sorting } from '~/components';

type Column =
  | 'revenue'
  | 'name'
  | 'total_credits'
  | 'used_credits'
  | 'lifetime_spent'
  | 'created_at';
/** An order as the server names it. */
export type Order = Column | `-${Column}`;

/** The order after a click on a column's header: the same column turns round. */
export function orderAfter(order: Order, clicked: string): Order {
  const column = clicked as Column;
  return order === column ? `-${column}` : column;
}

/** The same for the table: names go up by themselves, figures and dates down. */
export function sortingOf(order: Order): Sorting {
  const isTurned = order.startsWith('-');
  const by = order.replace(/^-/, '');
  return { by, direction: (by === 'name') !== isTurned ? 'ascending' : 'descending' };
}
