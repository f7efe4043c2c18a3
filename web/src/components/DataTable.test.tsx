import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { keys, usePagedList } from '~/api';
import { json, problem, show } from '~/test/server';
import { DataTable } from './DataTable';
import { Empty } from './states';

function Members({ onSort = () => {} }: { onSort?: (by: 'used' | 'name') => void }) {
  const list = usePagedList(keys.organization('acme', 'members'), (client, { cursor, signal }) =>
    client.GET('/api/v1/organizations/{org_id}/members', {
      params: { path: { org_id: 'acme' }, query: { cursor } },
      signal,
    }),
  );
  return (
    <DataTable
      label="Members"
      list={list}
      rowKey={(row) => row.user_id}
      columns={[
        { key: 'name', header: 'Name', render: (row) => row.user_id, sort: 'name' },
        { key: 'used', header: 'Used', render: () => '1', align: 'right', sort: 'used' },
      ]}
      sorting={{ by: 'used', direction: 'descending' }}
      onSort={onSort}
      empty={<Empty title="Nobody yet" />}
    />
  );
}

it('follows the Link header to the next page', async () => {
  const { sent } = show(<Members />, (request) =>
    new URL(request.url).searchParams.has('cursor')
      ? json([{ user_id: 'bob' }])
      : json([{ user_id: 'alice' }], 200, {
          link: '</api/v1/organizations/acme/members?limit=50&cursor=abc>; rel="next"',
        }),
  );
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(new URL(sent[1]?.url ?? '').searchParams.get('cursor')).toBe('abc');
});

it('lets the server sort', async () => {
  const onSort = vi.fn();
  show(<Members onSort={onSort} />, () => json([{ user_id: 'alice' }]));
  const header = await screen.findByRole('columnheader', { name: 'Used' });
  expect(header.getAttribute('aria-sort')).toBe('descending');
  fireEvent.click(screen.getByRole('button', { name: 'Name' }));
  expect(onSort).toHaveBeenCalledWith('name');
});

it('tells nothing from a failure', async () => {
  show(<Members />, () => json([]));
  await screen.findByText('Nobody yet');
});

it('tells a failure from nothing', async () => {
  show(<Members />, () => problem(403, 'forbidden', 'Only admins see this list.'));
  expect((await screen.findByRole('alert')).textContent).toContain('Only admins see this list.');
  expect(screen.queryByText('Nobody yet')).toBeNull();
});
