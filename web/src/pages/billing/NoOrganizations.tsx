import { Button, Group } from '@mantine/core';
import { Empty } from '~/components';
import { PageLink, useNavigation } from '~/navigation/Navigation';

/** What somebody can do who belongs to no organization. */
export function NoOrganizations() {
  const { places } = useNavigation();
  return (
    <Empty
      title="You belong to no organization yet"
      action={
        <Group justify="center" gap="sm" mt="sm">
          <Button component={PageLink} href={places.join()}>
            Join with an invitation
          </Button>
          <Button component={PageLink} href={places.newOrganization()} variant="default">
            Create an organization
          </Button>
        </Group>
      }
    >
      Credits belong to organizations. Ask an administrator of yours for an invitation, or start one
      of your own.
    </Empty>
  );
}
