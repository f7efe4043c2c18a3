import { Anchor, Text, Title } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useId } from 'react';
import type { Schema } from '~/api';
import { Card, DateText, ROLE_NAMES } from '~/components';
import { PageLink, useNavigation } from '~/navigation/Navigation';
import classes from './billing.module.css';

/** Organizations that wait for this person. The secret link that was sent accepts, not this page. */
export function Invitations({ invitations }: { invitations: Schema<'WaitingInvitation'>[] }) {
  const { places } = useNavigation();
  const titleId = useId();
  if (invitations.length === 0) return null;
  return (
    <Card aria-labelledby={titleId}>
      <Title order={2} id={titleId}>
        {invitations.length === 1 ? 'An invitation for you' : 'Invitations for you'}
      </Title>
      <ul className={classes.invitations}>
        {invitations.map((invitation) => (
          <li key={invitation.invitation_id}>
            <IconMail size={20} aria-hidden="true" />
            <div>
              <Text fw={600}>{invitation.org_name}</Text>
              <Text size="sm" c="dimmed">
                {invitation.invited_by_name} invites you as{' '}
                {ROLE_NAMES[invitation.role].toLowerCase()}; open until{' '}
                <DateText value={invitation.expires_at} />.
              </Text>
            </div>
          </li>
        ))}
      </ul>
      <Text size="sm">
        To accept, open the link that you were sent, or{' '}
        <Anchor component={PageLink} href={places.join()} size="sm" underline="always">
          enter its code
        </Anchor>
        .
      </Text>
    </Card>
  );
}
