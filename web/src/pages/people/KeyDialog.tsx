import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, rightsIn, type Schema, useChange, useMe } from '~/api';
import { KEY_NAME_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import { Secret } from './Secret';

type Created = Schema<'KeyCreatedResponse'>;
type Kind = Created['kind'];
type Scope = Created['scopes'][number];

const DAY_MS = 24 * 60 * 60 * 1000;
const NEVER = 'never';
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: NEVER, label: 'Until it is revoked' },
];
const LABELS: Record<Kind, { label: string; description: string }> = {
  member: { label: 'Mine', description: 'Spends what is allocated to you.' },
  service: {
    label: 'Service key',
    description: 'Spends any member’s allocation. For servers that you trust.',
  },
};

const RIGHTS: { value: string; label: string; scopes: Scope[] }[] = [
  { value: 'both', label: 'Spend and read', scopes: ['read', 'spend'] },
  { value: 'spend', label: 'Spend only', scopes: ['spend'] },
  { value: 'read', label: 'Read only: pool, allocations and usage', scopes: ['read'] },
];

interface KeyDialogProps {
  orgId: string;
  dialog: DialogState<true>;
}

/** Makes a key, and shows it this once. */
export function KeyDialog({ orgId, dialog }: KeyDialogProps) {
  return (
    <Dialog opened={dialog.isOpen} onClose={dialog.close} title="New key">
      <Steps orgId={orgId} onClose={dialog.close} />
    </Dialog>
  );
}

function Steps({ orgId, onClose }: { orgId: string; onClose: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  if (!created) return <Form orgId={orgId} onCreated={setCreated} onClose={onClose} />;
  return (
    <Secret label="Key" value={created.key} onDone={onClose}>
      Give <b>{created.name}</b> to your program as <code>Authorization: Bearer …</code>
    </Secret>
  );
}

interface FormProps {
  orgId: string;
  onCreated: (created: Created) => void;
  onClose: () => void;
}

function Form({ orgId, onCreated, onClose }: FormProps) {
  const { canManage, role } = rightsIn(useMe().data, orgId);
  // A key of one's own is for members; a system admin from outside has nothing to spend here.
  const kinds: Kind[] = [
    ...(role ? ['member' as const] : []),
    ...(canManage ? ['service' as const] : []),
  ];
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'member');
  const [life, setLife] = useState('90');
  const [right, setRight] = useState('both');
  const change = useChange({
    send: (client, body: { name: string; kind: Kind; life: string; scopes: Scope[] }) =>
      client.POST('/api/v1/organizations/{org_id}/keys', {
        params: { path: { org_id: orgId } },
        body: {
          name: body.name,
          kind: body.kind,
          expires_at: endOf(body.life),
          scopes: body.scopes,
        },
      }),
    invalidates: [keys.organization(orgId)],
    onSuccess: onCreated,
    failure: 'shown',
  });
  const wanted = name.trim();
  const scopes = RIGHTS.find((one) => one.value === right)?.scopes ?? [];
  return (
    <ChangeForm
      change={change}
      body={wanted ? { name: wanted, kind, life, scopes } : null}
      confirm="Make the key"
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        description="What uses it: “Nightly report”."
        required
        maxLength={KEY_NAME_CHARACTERS_MAX}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      {kinds.length > 1 && (
        <Radio.Group label="Kind" value={kind} onChange={(one) => setKind(one as Kind)}>
          <Stack gap="sm" mt="xs">
            {kinds.map((one) => (
              <Radio key={one} value={one} {...LABELS[one]} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Select
        label="May"
        allowDeselect={false}
        data={RIGHTS.map(({ value, label }) => ({ value, label }))}
        value={right}
        onChange={(one) => one && setRight(one)}
      />
      <Select
        label="Lives for"
        allowDeselect={false}
        data={LIVES}
        value={life}
        onChange={(one) => one && setLife(one)}
      />
    </ChangeForm>
  );
}

/** When a key that is made now ends; null for never. */
function endOf(life: string): string | null {
  return life === NEVER ? null : new Date(Date.now() + Number(life) * DAY_MS).toISOString();
}
