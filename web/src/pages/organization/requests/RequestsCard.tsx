import { SegmentedControl, Title } from '@mantine/core';
import { useId, useState } from 'react';
import { Card, Empty } from '~/components';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';
import { RequestList } from './RequestList';
import { useRequests } from './useRequests';

/** What members asked for: what waits, or everything. */
export function RequestsCard({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const [shown, setShown] = useState<'pending' | 'all'>('pending');
  const list = useRequests(viewed.orgId, shown === 'pending' ? 'pending' : null);
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <div className={classes.cardHead}>
        <Title order={2} id={titleId}>
          Requests for credits
        </Title>
        <SegmentedControl
          size="sm"
          aria-label="Which requests"
          value={shown}
          onChange={(value) => setShown(value as 'pending' | 'all')}
          data={[
            { value: 'pending', label: 'Waiting' },
            { value: 'all', label: 'All' },
          ]}
        />
      </div>
      <RequestList
        viewed={viewed}
        list={list}
        empty={
          <Empty title={shown === 'pending' ? 'No request waits' : 'Nobody has asked yet'}>
            Members ask for more on their own view of this page.
          </Empty>
        }
      />
    </Card>
  );
}
