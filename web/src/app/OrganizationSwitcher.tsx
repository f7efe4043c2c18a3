import { Button, Menu, Text } from '@mantine/core';
import { IconBuilding, IconChevronDown } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { keys, type Me, useApiQuery } from '~/api';
import { ROLE_NAMES } from '~/components/roles';
import { ownPlaces, PageLink } from '~/navigation/Navigation';
import classes from './shell.module.css';

/** Which organization is shown is in the address; this only leads to other addresses. */
export function OrganizationSwitcher({ me }: { me: Me }) {
  const { orgId } = useParams();
  const name = useNameOf(me, orgId);
  return (
    <Menu position="bottom-end" width={280} shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          className={classes.switcher}
          leftSection={<IconBuilding size={16} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          <span className="ob-only-read">Organization: </span>
          {name ?? 'Organizations'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }}>
        {me.organizations.length > 0 && <Menu.Label>Your organizations</Menu.Label>}
        {me.organizations.map((organization) => (
          <Menu.Item
            key={organization.org_id}
            component={PageLink}
            href={ownPlaces.organization(organization.org_id)}
            aria-current={organization.org_id === orgId ? 'page' : undefined}
            rightSection={
              <Text size="xs" c="dimmed">
                {ROLE_NAMES[organization.role]}
              </Text>
            }
          >
            {organization.org_name}
          </Menu.Item>
        ))}
        {me.is_system_admin && (
          <Menu.Item component={PageLink} href={ownPlaces.system()}>
            All organizations …
          </Menu.Item>
        )}
        {(me.organizations.length > 0 || me.is_system_admin) && <Menu.Divider />}
        <Menu.Item component={PageLink} href={ownPlaces.join()}>
          Join by invitation
        </Menu.Item>
        <Menu.Item component={PageLink} href={ownPlaces.newOrganization()}>
          New organization
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A system admin also opens organizations that they do not belong to. */
function useNameOf(me: Me, orgId: string | undefined): string | undefined {
  const own = me.organizations.find((organization) => organization.org_id === orgId);
  const foreign = useApiQuery(
    keys.organization(orgId ?? '', 'organization'),
    (client, signal) =>
      client.GET('/api/v1/organizations/{org_id}', {
        params: { path: { org_id: orgId ?? '' } },
        signal,
      }),
    { enabled: orgId !== undefined && !own && me.is_system_admin },
  );
  return own?.org_name ?? foreign.data?.org_name;
}
