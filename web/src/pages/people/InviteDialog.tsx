import { Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, type Schema, useApi, useChange, useMe } from '~/api';
import { INVITATION_DAYS_MAX } from '~/api/generated/bounds';
import { ChangeForm, DateText, Dialog, type DialogState } from '~/components';
import { RoleChoice } from './RoleDialog';
import { rolesToGive } from './roles';
import { Secret } from './Secret';

type Created = Schema<'InvitationCreatedResponse'>;
type InvitedRole = Created['role'];

interface InviteDialogProps {
  orgId: string;
  dialog: DialogState<true>;
}

const VALID_DAYS = [1, 3, 7, 14, 30, INVITATION_DAYS_MAX];
const DEFAULT_DAYS = 7;
const LOOKS_LIKE_EMAIL = /^\S+@\S+$/;

/** Invites somebody by their address. The link is shown once, for the inviter to send. */
export function InviteDialog({ orgId, dialog }: InviteDialogProps) {
  return (
    <Dialog opened={dialog.isOpen} onClose={dialog.close} title="Invite somebody">
      <Steps orgId={orgId} onClose={dialog.close} />
    </Dialog>
  );
}

function Steps({ orgId, onClose }: { orgId: string; onClose: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  const { base } = useApi();
  if (!created) return <Form orgId={orgId} onCreated={setCreated} onClose={onClose} />;
  const link = new URL(created.link, base || window.location.origin).href;
  return (
    <Secret label="Link" value={link} onDone={onClose}>
      Send this link to <b>{created.email}</b>. Whoever opens it can join, once, until{' '}
      <DateText value={created.expires_at} withTime />.
    </Secret>
  );
}

interface FormProps {
  orgId: string;
  onCreated: (created: Created) => void;
  onClose: () => void;
}

function Form({ orgId, onCreated, onClose }: FormProps) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<InvitedRole>('member');
  const [days, setDays] = useState(DEFAULT_DAYS);
  const me = useMe().data;
  const roles = rolesToGive(me, orgId).filter((one): one is InvitedRole => one !== 'owner');
  const change = useChange({
    send: (client, body: Schema<'InvitationCreate'>) =>
      client.POST('/api/v1/organizations/{org_id}/invitations', {
        params: { path: { org_id: orgId } },
        body,
      }),
    invalidates: [keys.organization(orgId)],
    onSuccess: onCreated,
    failure: 'shown',
  });
  const address = email.trim();
  const body = LOOKS_LIKE_EMAIL.test(address) ? { email: address, role, valid_days: days } : null;
  return (
    <ChangeForm change={change} body={body} confirm="Make the invitation" onCancel={onClose}>
      <TextInput
        type="email"
        label="E-mail address"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus
      />
      <RoleChoice label="Role" roles={roles} value={role} onChange={setRole} />
      <Select
        label="Valid for"
        allowDeselect={false}
        data={VALID_DAYS.map((count) => ({
          value: String(count),
          label: count === 1 ? '1 day' : `${count} days`,
        }))}
        value={String(days)}
        onChange={(count) => setDays(Number(count))}
      />
      <Text size="sm" c="dimmed">
        You get a link to send; nothing is sent by itself.
      </Text>
    </ChangeForm>
  );
}
