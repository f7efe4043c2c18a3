import { Code, Text, Title } from '@mantine/core';
import { IconClockPause } from '@tabler/icons-react';
import type { Schema } from '~/api';
import { DateText } from '~/components';
import classes from './admin.module.css';

type Calendar = Schema<'CalendarStanding'>;

const WHY: Record<NonNullable<Calendar['reason']>, string> = {
  clock_jump: "the database's clock was far past what the database knew last",
  heartbeat_jump: "the database's clock went further than the server's own",
};

/** The calendar stands: what waits, and what to do about it. */
export function CalendarStop({ calendar }: { calendar: Calendar }) {
  return (
    <div role="alert" className={classes.stop}>
      <IconClockPause size={22} color="var(--ob-bad)" aria-hidden="true" />
      <div>
        <Title order={2} size="h3">
          The calendar stands since <DateText value={calendar.stopped_at} withTime />: months,
          resets and invoices wait.
        </Title>
        <Text size="sm">
          {calendar.reason && `It was stopped because ${WHY[calendar.reason]}. `}
          Spending goes on within what is there. Look at the clock of the database&apos;s machine;
          when it is right, run <Code>orgbilling calendar resume</Code> on a server.
        </Text>
      </div>
    </div>
  );
}
