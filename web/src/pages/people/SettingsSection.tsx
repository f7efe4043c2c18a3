import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { FormEvent } from 'react';
import { rightsIn, type Schema, staleAfterMoney, useChange, useMe } from '~/api';
import { Card, ErrorState, lazyDialog, useDialog } from '~/components';
import { useOrganizationFields } from './OrganizationForm';
import type { Organization } from './viewed';

const CloseDialog = lazyDialog(async () => (await import('./CloseDialog')).CloseDialog);

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
