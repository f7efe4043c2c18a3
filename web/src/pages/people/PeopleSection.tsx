import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconLogout, IconUserMinus, IconUserPlus, IconUserStar } from '@tabler/icons-react';
import { useState } from 'react';
import { keys, type Me, rightsIn, useMe, usePagedList } from '~/api';
import {
  type Action,
  ActionsMenu,
  Badge,
  type Column,
  DataTable,
  DateText,
  Empty,
  lazyDialog,
  ROLE_NAMES,
  SearchInput,
  useDialog,
} from '~/components';
import { InvitationsCard } from './InvitationsCard';
import { mayManage } from './roles';
import type { Member, Organization } from './viewed';

const InviteDialog = lazyDialog(async () => (await import('./InviteDialog')).InviteDialog);
const LeaveDialog = lazyDialog(async () => (await import('./LeaveDialog')).LeaveDialog);
const RemoveDialog = lazyDialog(async () => (await import('./RemoveDialog')).RemoveDialog);
const RoleDialog = lazyDialog(async () => (await import('./RoleDialog')).RoleDialog);

/** The members, and for admins the invitations. */
export function PeopleSectionView({ organization }: { organization: Organization }) {
  const { org_id: orgId } = organization;
  const me = useMe().data;
  const { canManage, role } = rightsIn(me, orgId);
  const invite = useDialog();
  const leave = useDialog();
  return (
    <Stack gap="xl">
      <div>
        <Group justify="space-between" mb="md">
          <Title order={2}>Members</Title>
          <Group gap="sm">
            {role && (
              <Button
                variant="default"
                leftSection={<IconLogout size={16} aria-hidden="true" />}
                onClick={() => leave.open(true)}
              >
                Leave
              </Button>
            )}
            {canManage && (
              <Button
                leftSection={<IconUserPlus size={16} aria-hidden="true" />}
                onClick={() => invite.open(true)}
              >
                Invite
              </Button>
            )}
          </Group>
        </Group>
        <Members orgId={orgId} me={me} />
      </div>
      {canManage && <InvitationsCard orgId={orgId} />}
      <InviteDialog orgId={orgId} dialog={invite} />
      <LeaveDialog organization={organization} dialog={leave} />
    </Stack>
  );
}

function Members({ orgId, me }: { orgId: string; me: Me | undefined }) {
  const [search, setSearch] = useState('');
  const { canManage } = rightsIn(me, orgId);
  const changeRole = useDialog<Member>();
  const remove = useDialog<Member>();
  const list = usePagedList(
    keys.organization(orgId, 'people', 'members', { search }),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/organizations/{org_id}/members', {
        params: { path: { org_id: orgId }, query: { cursor, search: search || undefined } },
        signal,
      }),
  );
  const actionsFor = (member: Member): Action[] => {
    // To leave has a button of its own, and asks something else.
    if (!mayManage(me, orgId, member.role)) return [];
    const own: Action[] = [
      {
        label: 'Change role …',
        icon: <IconUserStar size={16} aria-hidden="true" />,
        onClick: () => changeRole.open(member),
      },
    ];
    if (member.user_id === me?.user_id) return own;
    return [
      ...own,
      {
        label: 'Remove …',
        icon: <IconUserMinus size={16} aria-hidden="true" />,
        onClick: () => remove.open(member),
        isDangerous: true,
      },
    ];
  };
  return (
    <Stack gap="md">
      <Group>
        <SearchInput label="Search by name or e-mail" onSearch={setSearch} />
      </Group>
      <DataTable
        label="Members"
        list={list}
        rowKey={(member) => member.user_id}
        columns={columns(me, canManage ? actionsFor : null)}
        empty={<Empty title={search ? `Nobody matches “${search}”` : 'No members yet'} />}
      />
      <RoleDialog orgId={orgId} dialog={changeRole} />
      <RemoveDialog orgId={orgId} dialog={remove} />
    </Stack>
  );
}

function columns(
  me: Me | undefined,
  actionsFor: ((member: Member) => Action[]) | null,
): Column<Member>[] {
  const shown: Column<Member>[] = [
    {
      key: 'name',
      header: 'Name',
      render: (member) => (
        <div>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" fw={550}>
              {member.user_name}
            </Text>
            {member.user_id === me?.user_id && <Badge>You</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {member.user_email}
          </Text>
        </div>
      ),
    },
    { key: 'role', header: 'Role', render: (member) => ROLE_NAMES[member.role] },
    { key: 'joined', header: 'Joined', render: (member) => <DateText value={member.joined_at} /> },
  ];
  if (actionsFor) {
    shown.push({
      key: 'actions',
      header: 'Actions',
      align: 'right',
      width: 90,
      render: (member) => (
        <ActionsMenu label={`Actions for ${member.user_name}`} actions={actionsFor(member)} />
      ),
    });
  }
  return shown;
}
