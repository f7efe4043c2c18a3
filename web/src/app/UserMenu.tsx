import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconDevices, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { type Me, useSignOut } from '~/api';
import { PageLink, shellPlaces } from '~/navigation/Navigation';
import classes from './shell.module.css';

const THEMES = [
  { scheme: 'light', label: 'Light theme', Icon: IconSun },
  { scheme: 'dark', label: 'Dark theme', Icon: IconMoon },
  { scheme: 'auto', label: 'Theme of the system', Icon: IconDeviceDesktop },
] as const;

/** Who am I, how does it look, and out. */
export function UserMenu({ me }: { me: Me }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate(shellPlaces.signIn()));
  return (
    <Menu position="bottom-end" width={250} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className="ob-only-read">Account of {me.name}</span>
          <Avatar
            aria-hidden="true"
            name={me.name}
            alt=""
            color="spruce"
            size={34}
            radius="xl"
            variant="filled"
          />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={600}>{me.name}</Text>
          <Text size="sm" c="dimmed">
            {me.email}
          </Text>
          {me.is_system_admin && (
            <Text size="sm" c="dimmed">
              System admin
            </Text>
          )}
        </div>
        <Menu.Divider />
        {THEMES.map(({ scheme, label, Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden="true" />}
            rightSection={colorScheme === scheme ? <span aria-hidden="true">✓</span> : null}
            aria-current={colorScheme === scheme ? 'true' : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          component={PageLink}
          href={shellPlaces.sessions()}
          leftSection={<IconDevices size={16} aria-hidden="true" />}
        >
          Your sessions
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden="true" />}
          onClick={() => signOut.mutate(undefined)}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
