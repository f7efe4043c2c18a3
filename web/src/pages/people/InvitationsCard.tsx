import { Button, Stack, Text, Title } from '@mantine/core';
import { keys, usePagedList } from '~/api';
import {
  Badge,
  type Column,
  DataTable,
  DateText,
  Empty,
  lazyDialog,
  ROLE_NAMES,
  useDialog,
} from '~/components';
import type { Invitation } from './viewed';

const RevokeInvitationDialog = lazyDialog(
  async () => (await import('./RevokeInvitationDialog')).RevokeInvitationDialog,
);

const STATES: Record<Invitation['status'], { label: string; tone: 'good' | 'neutral' | 'warn' }> = {
  open: { label: 'Waiting', tone: 'warn' },
  accepted: { label: 'Accepted', tone: 'good' },
  revoked: { label: 'Revoked', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'neutral' },
};

/** Who was invited, and what became of it. */
export function InvitationsCard({ orgId }: { orgId: string }) {
  const revoke = useDialog<Invitation>();
  const list = usePagedList(
    keys.organization(orgId, 'people', 'invitations'),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/organizations/{org_id}/invitations', {
        params: { path: { org_id: orgId }, query: { cursor } },
        signal,
      }),
  );
  return (
    <div>
      <Stack gap="md">
        <Title order={2}>Invitations</Title>
        <DataTable
          label="Invitations"
          list={list}
          rowKey={(invitation) => invitation.invitation_id}
          columns={columns(revoke.open)}
          height="24rem"
          empty={<Empty title="Nobody was invited yet" />}
        />
      </Stack>
      <RevokeInvitationDialog orgId={orgId} dialog={revoke} />
    </div>
  );
}

function columns(onRevoke: (invitation: Invitation) => void): Column<Invitation>[] {
  return [
    {
      key: 'email',
      header: 'Invited',
      render: (one) => (
        <Text size="sm" fw={550}>
          {one.email}
        </Text>
      ),
    },
    { key: 'role', header: 'As', render: (one) => ROLE_NAMES[one.role] },
    {
      key: 'status',
      header: 'State',
      render: (one) => <Badge tone={STATES[one.status].tone}>{STATES[one.status].label}</Badge>,
    },
    { key: 'created', header: 'Made', render: (one) => <DateText value={one.created_at} /> },
    {
      key: 'until',
      header: 'Valid until',
      render: (one) => <DateText value={one.expires_at} withTime />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      render: (one) =>
        one.status === 'open' ? (
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            onClick={() => onRevoke(one)}
            aria-label={`Revoke the invitation of ${one.email}`}
          >
            Revoke …
          </Button>
        ) : null,
    },
  ];
}
