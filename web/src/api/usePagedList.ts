import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider';
import { type Answer, type ApiClient, settled } from './client';
import type { Key } from './keys';
import { asProblem, type ProblemError } from './problem';

/** A list of which some pages are here. */
export interface PagedList<Row> {
  rows: Row[];
  /** Nothing is known yet. */
  isPending: boolean;
  /** Rows of another sort or search are shown until the right ones are here. */
  isStale: boolean;
  /** Why there are no rows, or why there are no more of them. */
  error: ProblemError | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

interface PagedOptions<Data, Row> {
  enabled?: boolean;
  /** The rows of an answer that is not a bare array. */
  rowsOf?: (data: Data) => Row[];
  /** The next cursor of an answer that carries it in the body and not in the `Link` header. */
  cursorOf?: (data: Data) => string | null;
}

interface LoadedPage<Row> {
  rows: Row[];
  next: string | null;
}

/**
 * Reads a list page by page, following the `Link` header. Sort, search and filter belong into both
 * the key and the query:
 *
 *     const members = usePagedList(keys.organization(orgId, 'allocations', search), (client, page) =>
 *       client.GET('/api/v1/org-billing/credits/{org_id}/allocations', {
 *         params: { path: { org_id: orgId }, query: { cursor: page.cursor } }, signal: page.signal }));
 */
export function usePagedList<Data, Row = Data extends readonly (infer Item)[] ? Item : never>(
  key: Key,
  send: (
    client: ApiClient,
    page: { cursor: string | undefined; signal: AbortSignal },
  ) => Promise<Answer<Data>>,
  options: PagedOptions<Data, Row> = {},
): PagedList<Row> {
  const { client } = useApi();
  const { enabled = true, rowsOf, cursorOf } = options;
  const query = useInfiniteQuery({
    queryKey: [...key, 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<LoadedPage<Row>> => {
      const { data, response } = await settled(send(client, { cursor: pageParam, signal }));
      const rows = rowsOf ? rowsOf(data as Data) : (data as unknown as Row[]);
      return { rows, next: cursorOf ? cursorOf(data as Data) : nextCursor(response) };
    },
    getNextPageParam: (page) => page.next ?? undefined,
    enabled,
    // Only within the same list: the beginning of the key says whose it is.
    placeholderData: (previous, previousQuery) =>
      isSameOwner(previousQuery?.queryKey, key) ? previous : undefined,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.rows) ?? [],
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    error: query.error ? asProblem(query.error) : null,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
  };
}

function isSameOwner(before: Key | undefined, now: Key): boolean {
  const owner = now[0] === 'organization' ? 3 : 2;
  return before !== undefined && now.slice(0, owner).every((part, at) => part === before[at]);
}

/** The cursor of `<…?cursor=…>; rel="next"` in the `Link` header. */
export function nextCursor(response: Response): string | null {
  const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '');
  if (!link?.[1]) return null;
  return new URL(link[1], 'http://relative.invalid').searchParams.get('cursor');
}
