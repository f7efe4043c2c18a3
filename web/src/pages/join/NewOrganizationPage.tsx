import { Anchor, Button, Container, Group, Stack } from '@mantine/core';
import { type FormEvent, useRef } from 'react';
import { keys, type Schema, useChange } from '~/api';
import { Card, ErrorState, PageHeader } from '~/components';
import { PageLink, PageTitle, useNavigation } from '~/navigation/Navigation';
import { ownTimeZone, useOrganizationFields } from '~/pages/people/OrganizationForm';

/** Anybody who is signed in may create an organization, and owns it. */
export function NewOrganizationPage() {
  const { places, go } = useNavigation();
  const { values, fields } = useOrganizationFields({
    name: '',
    time_zone: ownTimeZone(),
    billing_email: null,
  });
  // Once it is there, another click must not make a second one of the same name.
  const isSent = useRef(false);
  const change = useChange({
    send: (client, body: Schema<'OrganizationCreate'>) =>
      client.POST('/api/v1/organizations', { body }),
    invalidates: [keys.me(), keys.system()],
    done: (created) => `${created.org_name} is yours.`,
    onSuccess: (created) => go(places.organization(created.org_id)),
    failure: 'shown',
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!values || isSent.current) return;
    isSent.current = true;
    change.mutate(values, {
      onError: () => {
        isSent.current = false;
      },
    });
  };
  return (
    <Container size="34rem" px={0}>
      <PageTitle>New organization</PageTitle>
      <PageHeader
        title="New organization"
        about="You own it: you invite people, buy credits and allocate them."
      />
      <Card>
        <form onSubmit={send} noValidate>
          <Stack gap="md">
            {fields}
            {change.error && <ErrorState error={change.error} title="Not created" />}
            <Group justify="space-between">
              <Anchor component={PageLink} href={places.join()} size="sm">
                Join one by invitation instead
              </Anchor>
              <Button type="submit" loading={change.isPending} disabled={!values}>
                Create the organization
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Container>
  );
}
