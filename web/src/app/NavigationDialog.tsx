import { Drawer } from '@mantine/core';
import type { Me } from '~/api';
import { Links } from './Links';
import classes from './shell.module.css';

interface NavigationDialogProps {
  me: Me;
  opened: boolean;
  onClose: () => void;
}

/** The navigation of a phone, where the header has no room for it. */
export function NavigationDialog({ me, opened, onClose }: NavigationDialogProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="xs"
      title="Navigation"
      closeButtonProps={{ 'aria-label': 'Close the navigation' }}
    >
      <nav className={classes.drawer} aria-label="Main">
        <Links me={me} onFollow={onClose} />
      </nav>
    </Drawer>
  );
}
