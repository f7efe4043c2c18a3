import { Button, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { Badge, DateText } from '~/components';
import { deviceWords, isHandheld } from './deviceWords';
import type { Session } from './session';
import classes from './sessions.module.css';

interface SessionRowProps {
  session: Session;
  onSignOut: () => void;
}

/** One browser in which one is signed in. */
export function SessionRow({ session, onSignOut }: SessionRowProps) {
  const { user_agent: userAgent, is_current: isCurrent } = session;
  const Icon = isHandheld(userAgent) ? IconDeviceMobile : IconDeviceDesktop;
  const device = deviceWords(userAgent);
  return (
    <li className={classes.session}>
      <Icon size={26} stroke={1.5} className={classes.icon} aria-hidden="true" />
      <div className={classes.device}>
        <Text fw={600} title={userAgent ?? undefined}>
          {device} {isCurrent && <Badge tone="good">This browser</Badge>}
        </Text>
        <Text size="sm" c="dimmed">
          {session.address ? `from ${session.address}` : 'from an unknown address'}
        </Text>
      </div>
      <dl className={classes.times}>
        <dt>Signed in</dt>
        <dd>
          <DateText value={session.created_at} withTime />
        </dd>
        <dt>Last used</dt>
        <dd>
          <DateText value={session.last_seen_at} withTime />
        </dd>
        <dt>Ends</dt>
        <dd>
          <DateText value={session.expires_at} withTime />
        </dd>
      </dl>
      <Button
        variant="default"
        size="sm"
        onClick={onSignOut}
        aria-label={isCurrent ? 'Sign out of this browser' : `Sign out ${device}`}
      >
        {isCurrent ? 'Sign out' : 'Sign out …'}
      </Button>
    </li>
  );
}
