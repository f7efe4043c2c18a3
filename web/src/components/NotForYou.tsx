import { Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './components.module.css';

interface NotForYouProps {
  title: string;
  children: ReactNode;
  /** Where one can go instead. */
  action?: ReactNode;
}

/** The page exists, and is somebody else's. Neither a failure nor an empty page. */
export function NotForYou({ title, children, action }: NotForYouProps) {
  return (
    <div className={classes.empty}>
      <IconLock size={28} stroke={1.5} aria-hidden="true" />
      <Title order={2} c="var(--mantine-color-text)">
        {title}
      </Title>
      <Text maw="36rem">{children}</Text>
      {action}
    </div>
  );
}
