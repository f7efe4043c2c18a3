import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { keys, rightsIn, type Schema, staleAfterMoney, useChange, useMe } from '~/api';
import { Card, ChangeForm, Dialog, type DialogState, ErrorState, useDialog } from '~/components';
import { useNavigation } from '~/navigation/Navigation';
import { useOrganizationFields } from './OrganizationForm';
import type { Organization } from './OrganizationPeople';

/** Name, time zone and billing address; and the end of the organization. */
export function SettingsSection({ organization }: { organization: Organization }) {
  const { role, isSystemAdmin } = rightsIn(useMe().data, organization.org_id);
  const close = useDialog();
  const isClosed = organization.status === 'closed';
  return (
    <Stack gap="xl" maw="40rem">
      <Card aria-labelledby="settings-title">
        <Title order={2} id="settings-title" mb="md">
          Settings
        </Title>
        <Form organization={organization} />
      </Card>
      {(role === 'owner' || isSystemAdmin) && !isClosed && (
        <Card aria-labelledby="close-title">
          <Title order={2} id="close-title">
            Close the organization
          </Title>
          <Text c="dimmed" mt={4} mb="md">
            Ends its subscription, keys and invitations, for good. Balances, usage and invoices are
            kept.
          </Text>
          <Button variant="outline" color="red" onClick={() => close.open(true)}>
            Close {organization.org_name} …
          </Button>
          <CloseDialog organization={organization} dialog={close} />
        </Card>
      )}
    </Stack>
  );
}

function Form({ organization }: { organization: Organization }) {
  const orgId = organization.org_id;
  const { values, fields } = useOrganizationFields({
    name: organization.org_name,
    time_zone: organization.time_zone,
    billing_email: organization.billing_email,
  });
  const change = useChange({
    send: (client, body: Schema<'OrganizationUpdate'>) =>
      client.PATCH('/api/v1/organizations/{org_id}', {
        params: { path: { org_id: orgId } },
        body,
      }),
    invalidates: staleAfterMoney(orgId),
    done: () => 'Saved.',
    failure: 'shown',
  });
  const changed = values ? changesOf(organization, values) : {};
  const isSame = Object.keys(changed).length === 0;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isSame && !change.isPending) change.mutate(changed);
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {fields}
        {change.error && <ErrorState error={change.error} title="Not saved" />}
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending} disabled={isSame}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Only what differs is sent: somebody else may have changed the rest meanwhile. */
function changesOf(
  organization: Organization,
  values: { name: string; time_zone: string; billing_email: string | null },
): Schema<'OrganizationUpdate'> {
  return {
    ...(values.name !== organization.org_name && { name: values.name }),
    ...(values.time_zone !== organization.time_zone && { time_zone: values.time_zone }),
    ...(values.billing_email !== organization.billing_email && {
      billing_email: values.billing_email,
    }),
  };
}

interface CloseDialogProps {
  organization: Organization;
  dialog: DialogState<true>;
}

function CloseDialog({ organization, dialog }: CloseDialogProps) {
  return (
    <Dialog
      opened={dialog.isOpen}
      onClose={dialog.close}
      title={`Close ${organization.org_name} for good?`}
    >
      <CloseForm organization={organization} onClose={dialog.close} />
    </Dialog>
  );
}

function CloseForm({ organization, onClose }: { organization: Organization; onClose: () => void }) {
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
