import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './components.module.css';

interface PageHeaderProps {
  title: ReactNode;
  /** One line below the title. */
  about?: ReactNode;
  actions?: ReactNode;
}

/** The one `h1` of a page. */
export function PageHeader({ title, about, actions }: PageHeaderProps) {
  return (
    <header className={classes.pageHeader}>
      <div>
        <Title order={1}>{title}</Title>
        {about && (
          <Text c="dimmed" mt={4}>
            {about}
          </Text>
        )}
      </div>
      {actions}
    </header>
  );
}
