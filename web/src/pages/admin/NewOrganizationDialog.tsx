import { Text } from '@mantine/core';
import { keys, type Schema, useChange } from '~/api';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import { ownTimeZone, useOrganizationFields } from '~/pages/people/OrganizationForm';
import type { Target } from './actions';

interface NewOrganizationDialogProps {
  dialog: DialogState<true>;
  onCreated: (organization: Target) => void;
}

/** Creates an organization, and goes on to its subscription. */
export function NewOrganizationDialog({ dialog, onCreated }: NewOrganizationDialogProps) {
  return (
    <Dialog opened={dialog.isOpen} onClose={dialog.close} title="New organization">
      <Form onCreated={onCreated} onClose={dialog.close} />
    </Dialog>
  );
}

interface FormProps {
  onCreated: (organization: Target) => void;
  onClose: () => void;
}

function Form({ onCreated, onClose }: FormProps) {
  const { values, fields } = useOrganizationFields({
    name: '',
    time_zone: ownTimeZone(),
    billing_email: null,
  });
  const change = useChange({
    send: (client, body: Schema<'OrganizationCreate'>) =>
      client.POST('/api/v1/organizations', { body }),
    invalidates: [keys.system(), keys.me()],
    done: (created) => `${created.org_name} is created.`,
    onSuccess: (created) => {
      onClose();
      onCreated(created);
    },
    failure: 'shown',
  });
  return (
    <ChangeForm change={change} body={values} confirm="Create" onCancel={onClose}>
      {fields}
      <Text size="sm" c="dimmed">
        You own it until you invite somebody and make them its owner. Its subscription comes next.
      </Text>
    </ChangeForm>
  );
}
