import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Me } from '~/api';
import { lazyDialog } from '~/components';
import { ownPlaces, PageLink } from '~/navigation/Navigation';
import { Links } from './Links';
import { Mark } from './Mark';
import { OrganizationSwitcher } from './OrganizationSwitcher';
import classes from './shell.module.css';
import { UserMenu } from './UserMenu';

const NavigationDialog = lazyDialog(
  async () => (await import('./NavigationDialog')).NavigationDialog,
);

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
      <NavigationDialog me={me} opened={isOpen} onClose={close} />
    </header>
  );
}
