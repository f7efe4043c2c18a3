import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { NavLink } from 'react-router';
import type { Me } from '~/api';
import { ownPlaces, PageLink } from '~/navigation/Navigation';
import { Mark } from './Mark';
import { OrganizationSwitcher } from './OrganizationSwitcher';
import classes from './shell.module.css';
import { UserMenu } from './UserMenu';

export function Header({ me }: { me: Me }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <header className={classes.header}>
      <div className={classes.headerInner}>
        <PageLink href={ownPlaces.user()} className={classes.brand}>
          <Mark />
          OrgBilling
        </PageLink>
        <nav className={classes.wide} aria-label="Main">
          <Links me={me} />
        </nav>
        <div className={classes.grow} />
        <OrganizationSwitcher me={me} />
        <UserMenu me={me} />
        <Burger
          className={classes.narrow}
          size="sm"
          opened={isOpen}
          onClick={open}
          aria-label="Open the navigation"
        />
      </div>
      <Drawer
        opened={isOpen}
        onClose={close}
        position="right"
        size="xs"
        title="Navigation"
        closeButtonProps={{ 'aria-label': 'Close the navigation' }}
      >
        <nav className={classes.drawer} aria-label="Main">
          <Links me={me} onFollow={close} />
        </nav>
      </Drawer>
    </header>
  );
}

function Links({ me, onFollow }: { me: Me; onFollow?: () => void }) {
  return (
    <>
      <NavLink to={ownPlaces.user()} end className={classes.link} onClick={onFollow}>
        My usage
      </NavLink>
      {me.is_system_admin && (
        <NavLink to={ownPlaces.system()} className={classes.link} onClick={onFollow}>
          System
        </NavLink>
      )}
    </>
  );
}
