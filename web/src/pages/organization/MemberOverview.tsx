import { Text, Title } from '@mantine/core';
import { useId } from 'react';
import { Card, DateText, Meter } from '~/components';
import { Credits } from '~/money';
import { RESET_NAMES } from './members/resetPeriods';
import classes from './organization.module.css';
import { OwnRequests } from './requests/OwnRequests';
import type { Viewed } from './viewed';

/** What a plain member has here, and a way to ask for more. */
export function MemberOverview({ viewed }: { viewed: Viewed }) {
  return (
    <div className={classes.halves}>
      <OwnAllocation viewed={viewed} />
      <OwnRequests viewed={viewed} />
    </div>
  );
}

function OwnAllocation({ viewed }: { viewed: Viewed }) {
  const titleId = useId();
  const { own_allocation: own } = viewed.data;
  return (
    <Card className={classes.card} aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        Your credits
      </Title>
      {own === null ? (
        <Text size="sm" c="dimmed">
          No credits are allocated to you here. Ask for some, or wait until an administrator gives
          you some.
        </Text>
      ) : (
        <>
          <div>
            <div className={classes.headline}>
              <Credits value={own.remaining_credits} />
            </div>
            <Text size="sm" c="dimmed">
              credits left
            </Text>
          </div>
          <Meter label="Used" part={own.used_credits} whole={own.allocated_credits} />
          <dl className={classes.facts}>
            <dt>Allocated</dt>
            <dd>
              <Credits value={own.allocated_credits} />
            </dd>
            <dt>Used</dt>
            <dd>
              <Credits value={own.used_credits} />
            </dd>
            {own.held_credits > 0 && (
              <>
                <dt>Set aside for running calls</dt>
                <dd>
                  <Credits value={own.held_credits} />
                </dd>
              </>
            )}
            <dt>Resets</dt>
            <dd>
              {RESET_NAMES[own.reset_period]}
              {own.reset_period !== 'never' && (
                <>
                  {', next '}
                  <DateText value={own.next_reset_date} />
                </>
              )}
            </dd>
          </dl>
        </>
      )}
    </Card>
  );
}
