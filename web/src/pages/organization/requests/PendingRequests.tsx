import { Title } from '@mantine/core';
import { useId } from 'react';
import { Card } from '~/components';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';
import { RequestList } from './RequestList';
import { useRequests } from './useRequests';

/** Members who wait for an answer. */
export function PendingRequests({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const list = useRequests(viewed.orgId, 'pending');
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        Members ask for credits
      </Title>
      <RequestList viewed={viewed} list={list} empty={null} />
    </Card>
  );
}
