import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, useChange } from '~/api';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import { useNavigation } from '~/navigation/Navigation';
import type { Organization } from './viewed';

interface CloseDialogProps {
  organization: Organization;
  dialog: DialogState<true>;
}

/** Ends an organization, once its name is typed. */
export function CloseDialog({ organization, dialog }: CloseDialogProps) {
  return (
    <Dialog
      opened={dialog.isOpen}
      onClose={dialog.close}
      title={`Close ${organization.org_name} for good?`}
    >
      <Form organization={organization} onClose={dialog.close} />
    </Dialog>
  );
}

function Form({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { org_id: orgId, org_name: name } = organization;
  const [typed, setTyped] = useState('');
  const { places, go } = useNavigation();
  const change = useChange({
    send: (client, body: { org_id: string }) =>
      client.POST('/api/v1/organizations/{org_id}/close', { params: { path: body } }),
    invalidates: [keys.me(), keys.system()],
    done: () => `${name} is closed.`,
    onSuccess: () => go(places.user()),
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={typed.trim() === name ? { org_id: orgId } : null}
      confirm={`Close ${name}`}
      onCancel={onClose}
      isDangerous
    >
      <Text>Nobody can spend here any more, and nobody can open it again.</Text>
      <TextInput
        label={`Type “${name}” to confirm`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
    </ChangeForm>
  );
}
