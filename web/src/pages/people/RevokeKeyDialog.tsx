import { Text } from '@mantine/core';
import { keys, useChange } from '~/api';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import type { Key } from './viewed';

/** Ends a key, for good. */
export function RevokeKeyDialog({ orgId, dialog }: { orgId: string; dialog: DialogState<Key> }) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title={`Revoke ${target?.name ?? ''}?`}>
      {target && <Form orgId={orgId} of={target} onClose={close} />}
    </Dialog>
  );
}

function Form(props: { orgId: string; of: Key; onClose: () => void }) {
  const { orgId, of: key, onClose } = props;
  const change = useChange({
    send: (client, body: { key_id: string }) =>
      client.DELETE('/api/v1/organizations/{org_id}/keys/{key_id}', {
        params: { path: { org_id: orgId, ...body } },
      }),
    invalidates: [keys.organization(orgId)],
    done: () => `${key.name} is revoked.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ key_id: key.key_id }}
      confirm={`Revoke ${key.name}`}
      onCancel={onClose}
      isDangerous
    >
      <Text>
        Programs that use <b>{key.name}</b> are refused from now on. This cannot be undone.
      </Text>
    </ChangeForm>
  );
}
