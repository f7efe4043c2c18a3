import { Button, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useId } from 'react';
import { Card, DateText, lazyDialog, Meter } from '~/components';
import { Credits, Usd } from '~/money';
import classes from '../organization.module.css';
import type { Viewed } from '../viewed';

const AddCreditsDialog = lazyDialog(
  async () => (await import('./AddCreditsDialog')).AddCreditsDialog,
);

/** The shared pool: what is in it, how much of it is given out, and how much of that is spent. */
export function PoolCard({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const [isAdding, add] = useDisclosure(false);
  const { credit_pool: pool, organization } = viewed.data;
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <div className={classes.cardHead}>
        <Title order={2} id={titleId}>
          Credit pool
        </Title>
        {organization.is_managed && (
          <Button size="sm" onClick={add.open}>
            {viewed.isSystemAdmin ? 'Grant credits' : 'Buy credits'}
          </Button>
        )}
      </div>
      <dl className={classes.figures}>
        <Figure label="Total" value={pool.total_credits} />
        <Figure label="Allocated" value={pool.allocated_credits} />
        <Figure label="Available" value={pool.available_credits} />
        <Figure label="Used" value={pool.used_credits} />
      </dl>
      <Stack gap="sm">
        <Meter
          label="Allocated to members, of the total"
          part={pool.allocated_credits}
          whole={pool.total_credits}
          warns={false}
        />
        <Meter
          label="Used, of what is allocated"
          part={pool.used_credits}
          whole={pool.allocated_credits}
        />
      </Stack>
      <dl className={classes.facts}>
        <Refresh viewed={viewed} />
        {pool.allow_overage && (
          <Fact label="May be overdrawn by">
            <Credits value={pool.overage_limit} />
          </Fact>
        )}
        {pool.lifetime_purchased_credits !== null && (
          <Fact label="Bought so far">
            <Credits value={pool.lifetime_purchased_credits} /> credits
          </Fact>
        )}
        {pool.lifetime_spent_amount !== null && (
          <Fact label="Paid so far">
            <Usd value={pool.lifetime_spent_amount} />
          </Fact>
        )}
      </dl>
      {organization.is_managed && (
        <AddCreditsDialog viewed={viewed} opened={isAdding} onClose={add.close} />
      )}
    </Card>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Credits value={value} decimals={2} />
      </dd>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What comes each month: from the plan, and from the organization's own grant beside it. */
export function Refresh({ viewed }: { viewed: Viewed }) {
  const { credit_pool: pool } = viewed.data;
  if (pool.monthly_refresh_amount === 0) return <Fact label="Each month">None</Fact>;
  return (
    <>
      {pool.included_monthly_credits > 0 && (
        <Fact label="Included in the plan">
          <Credits value={pool.included_monthly_credits} /> credits a month
        </Fact>
      )}
      {pool.own_monthly_credits > 0 && (
        <Fact label="Own monthly grant">
          <Credits value={pool.own_monthly_credits} /> credits a month
        </Fact>
      )}
      <Fact label="Next credits">
        <DateText value={pool.next_refresh_date} />
      </Fact>
    </>
  );
}
