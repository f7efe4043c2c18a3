import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { keys, type Role, useChange, useMe } from '~/api';
import { ChangeForm, Dialog, type DialogState, ROLE_NAMES } from '~/components';
import { ROLE_ABOUT, rolesToGive } from './roles';
import type { Member } from './viewed';

interface RoleDialogProps {
  orgId: string;
  dialog: DialogState<Member>;
}

/** Gives a member another role. */
export function RoleDialog({ orgId, dialog }: RoleDialogProps) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title={`Role of ${target?.user_name ?? ''}`}>
      {target && <Form orgId={orgId} member={target} onClose={close} />}
    </Dialog>
  );
}

function Form({ orgId, member, onClose }: { orgId: string; member: Member; onClose: () => void }) {
  const [role, setRole] = useState<Role>(member.role);
  const me = useMe().data;
  const change = useChange({
    send: (client, body: { role: Role }) =>
      client.PATCH('/api/v1/organizations/{org_id}/members/{user_id}', {
        params: { path: { org_id: orgId, user_id: member.user_id } },
        body,
      }),
    // Whose role it is may be the viewer's own.
    invalidates: [keys.organization(orgId), keys.me()],
    done: (changed) => `${changed.user_name} is now ${ROLE_NAMES[changed.role].toLowerCase()}.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={role === member.role ? null : { role }}
      confirm="Change role"
      onCancel={onClose}
    >
      <RoleChoice label="Role" roles={rolesToGive(me, orgId)} value={role} onChange={setRole} />
    </ChangeForm>
  );
}

interface RoleChoiceProps<Choice extends Role> {
  label: string;
  roles: Choice[];
  value: Choice;
  onChange: (role: Choice) => void;
}

/** Roles to choose from, each with what it is for. */
export function RoleChoice<Choice extends Role>(props: RoleChoiceProps<Choice>) {
  return (
    <Radio.Group
      label={props.label}
      value={props.value}
      onChange={(role) => props.onChange(role as Choice)}
    >
      <Stack gap="sm" mt="xs">
        {props.roles.map((role) => (
          <Radio key={role} value={role} label={ROLE_NAMES[role]} description={ROLE_ABOUT[role]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
