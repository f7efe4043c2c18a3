import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { keys, rightsIn, useMe, usePagedList } from '~/api';
import {
  Badge,
  type Column,
  DataTable,
  DateText,
  Empty,
  lazyDialog,
  useDialog,
} from '~/components';
import type { Key } from './viewed';

const KeyDialog = lazyDialog(async () => (await import('./KeyDialog')).KeyDialog);
const RevokeKeyDialog = lazyDialog(async () => (await import('./RevokeKeyDialog')).RevokeKeyDialog);

/** Keys with which programs act: a member's own, and the organization's for admins. */
export function KeysSection({ orgId }: { orgId: string }) {
  const { canManage } = rightsIn(useMe().data, orgId);
  const create = useDialog();
  const revoke = useDialog<Key>();
  const list = usePagedList(keys.organization(orgId, 'keys'), (client, { cursor, signal }) =>
    client.GET('/api/v1/organizations/{org_id}/keys', {
      params: { path: { org_id: orgId }, query: { cursor } },
      signal,
    }),
  );
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={2}>Keys</Title>
          <Text c="dimmed" maw="46rem">
            {canManage
              ? 'A member key spends its owner’s credits. A service key spends any member’s.'
              : 'A key lets your programs spend the credits that are allocated to you.'}
          </Text>
        </div>
        <Button
          leftSection={<IconKey size={16} aria-hidden="true" />}
          onClick={() => create.open(true)}
        >
          New key
        </Button>
      </Group>
      <DataTable
        label="Keys"
        list={list}
        rowKey={(key) => key.key_id}
        columns={columns(revoke.open)}
        empty={<Empty title="No keys yet">Programs need one; people do not.</Empty>}
      />
      <KeyDialog orgId={orgId} dialog={create} />
      <RevokeKeyDialog orgId={orgId} dialog={revoke} />
    </Stack>
  );
}

function columns(onRevoke: (key: Key) => void): Column<Key>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      render: (key) => (
        <div>
          <Text size="sm" fw={550}>
            {key.name}
          </Text>
          <Text size="sm" c="dimmed" ff="monospace">
            {key.key_prefix}…
          </Text>
        </div>
      ),
    },
    {
      key: 'kind',
      header: 'Kind',
      render: (key) => (key.kind === 'service' ? 'Service' : `Of ${key.user_name ?? key.user_id}`),
    },
    { key: 'scopes', header: 'May', render: (key) => key.scopes.join(', ') },
    {
      key: 'used',
      header: 'Last used',
      render: (key) =>
        key.last_used_at ? (
          <DateText value={key.last_used_at} withTime />
        ) : (
          <Text span c="dimmed" size="sm">
            never
          </Text>
        ),
    },
    { key: 'created', header: 'Made', render: (key) => <DateText value={key.created_at} /> },
    { key: 'state', header: 'State', render: (key) => <State of={key} /> },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      render: (key) =>
        stateOf(key) === 'active' ? (
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            onClick={() => onRevoke(key)}
            aria-label={`Revoke ${key.name}`}
          >
            Revoke …
          </Button>
        ) : null,
    },
  ];
}

function stateOf(key: Key): 'active' | 'revoked' | 'expired' {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && new Date(key.expires_at) <= new Date() ? 'expired' : 'active';
}

function State({ of: key }: { of: Key }) {
  const state = stateOf(key);
  if (state === 'revoked') return <Badge>Revoked</Badge>;
  if (state === 'expired') return <Badge tone="warn">Expired</Badge>;
  return (
    <Group gap="xs" wrap="nowrap">
      <Badge tone="good">Active</Badge>
      {key.expires_at && (
        <Text span size="sm" c="dimmed">
          until <DateText value={key.expires_at} />
        </Text>
      )}
    </Group>
  );
}
