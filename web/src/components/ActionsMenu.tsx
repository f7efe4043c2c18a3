import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { PageLink } from '~/navigation/Navigation';

export interface Action {
  label: string;
  icon?: ReactNode;
  /** A link to a page instead of something to do here. */
  href?: string;
  onClick?: () => void;
  isDangerous?: boolean;
}

/** What can be done with one row: a button with a menu. */
export function ActionsMenu({ label, actions }: { label: string; actions: Action[] }) {
  const button = useRef<HTMLButtonElement>(null);
  const choose = (action: Action) => {
    // A dialog gives the focus back to where it was; the menu is gone by then, its button is not.
    button.current?.focus();
    action.onClick?.();
  };
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" width={230} shadow="md" returnFocus>
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" aria-label={label}>
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) =>
          action.href ? (
            <Menu.Item
              key={action.label}
              component={PageLink}
              href={action.href}
              leftSection={action.icon}
            >
              {action.label}
            </Menu.Item>
          ) : (
            <Menu.Item
              key={action.label}
              leftSection={action.icon}
              c={action.isDangerous ? 'var(--ob-bad)' : undefined}
              onClick={() => choose(action)}
            >
              {action.label}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
