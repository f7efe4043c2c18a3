import { Anchor, Button, Container, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { keys, type Schema, useApiQuery, useChange, useMe } from '~/api';
import {
  Card,
  DateText,
  ErrorState,
  NotForYou,
  PageHeader,
  QueryView,
  ROLE_NAMES,
} from '~/components';
import { PageLink, PageTitle, useNavigation } from '~/navigation/Navigation';
import { ROLE_ABOUT } from '~/pages/people/roles';
import { invitationToken } from './invitationToken';

type Invitation = Schema<'InvitationPreviewResponse'>;

/** Where the link of an invitation leads. The secret is in the fragment, which is never sent along. */
export function JoinPage() {
  const [token, setToken] = useState(() => invitationToken(window.location.hash));
  useEffect(() => {
    // Another link, opened while this page is shown, changes the fragment only.
    const read = () => setToken(invitationToken(window.location.hash));
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return (
    <Container size="34rem" px={0}>
      <PageTitle>Join an organization</PageTitle>
      <PageHeader title="Join an organization" />
      {token ? (
        <Found key={token} token={token} onOther={() => setToken(null)} />
      ) : (
        <Paste onToken={setToken} />
      )}
    </Container>
  );
}

function Paste({ onToken }: { onToken: (token: string) => void }) {
  const [text, setText] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const { places } = useNavigation();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const token = invitationToken(text);
    setIsWrong(!token);
    if (token) onToken(token);
  };
  return (
    <Card>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <TextInput
            label="Invitation"
            description="Paste the link that an administrator sent to you."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={isWrong ? 'There is no invitation in this text. It starts with ob_inv_.' : null}
            autoComplete="off"
          />
          <Group justify="space-between">
            <Anchor component={PageLink} href={places.newOrganization()} size="sm">
              Create an organization instead
            </Anchor>
            <Button type="submit" disabled={!text.trim()}>
              Show the invitation
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function Found({ token, onOther }: { token: string; onOther: () => void }) {
  const preview = useApiQuery(keys.me('invitation', token), (client, signal) =>
    client.POST('/api/v1/organizations/invitations/preview', { body: { token }, signal }),
  );
  const other = (
    <Button variant="default" onClick={onOther}>
      Use another invitation
    </Button>
  );
  if (preview.error?.code === 'invitation_invalid') {
    return (
      <NotForYou title="This is no invitation of ours" action={other}>
        The link may be cut off. Copy all of it, or ask for another one.
      </NotForYou>
    );
  }
  return (
    <QueryView query={preview} what="the invitation">
      {(invitation) =>
        invitation.is_member || invitation.status !== 'open' ? (
          <Closed invitation={invitation} other={other} />
        ) : (
          <Open invitation={invitation} token={token} />
        )
      }
    </QueryView>
  );
}

const REASONS: Record<Exclude<Invitation['status'], 'open'>, [title: string, text: string]> = {
  accepted: ['This invitation was used', 'Somebody has joined with it; it admits one person.'],
  revoked: ['This invitation was withdrawn', 'An administrator can make another one for you.'],
  expired: ['This invitation has expired', 'An administrator can make another one for you.'],
};

function Closed({ invitation, other }: { invitation: Invitation; other: ReactNode }) {
  const { places } = useNavigation();
  const name = invitation.org_name;
  if (invitation.is_member) {
    return (
      <NotForYou
        title={`You belong to ${name} already`}
        action={
          <Button component={PageLink} href={places.organization(invitation.org_id)}>
            Open {name}
          </Button>
        }
      >
        There is nothing left to accept.
      </NotForYou>
    );
  }
  const [title, text] = REASONS[invitation.status === 'open' ? 'revoked' : invitation.status];
  return (
    <NotForYou title={title} action={other}>
      It was for {name}. {text}
    </NotForYou>
  );
}

function Open({ invitation, token }: { invitation: Invitation; token: string }) {
  const { places, go } = useNavigation();
  const me = useMe().data;
  const isSent = useRef(false);
  const change = useChange({
    send: (client, body: { token: string }) =>
      client.POST('/api/v1/organizations/invitations/accept', { body }),
    invalidates: [keys.me(), keys.organization(invitation.org_id)],
    done: (membership) => `Welcome to ${membership.org_name}.`,
    onSuccess: (membership) => go(places.organization(membership.org_id)),
    failure: 'shown',
  });
  const accept = () => {
    if (isSent.current) return;
    isSent.current = true;
    change.mutate(
      { token },
      {
        onError: () => {
          isSent.current = false;
        },
      },
    );
  };
  const isOfSomebodyElse = me && me.email.toLowerCase() !== invitation.email.toLowerCase();
  return (
    <Card aria-labelledby="invitation-title">
      <Stack gap="md">
        <div>
          <Text c="dimmed">
            {invitation.invited_by_name ?? 'An administrator'} invites you to join
          </Text>
          <Title order={2} size="h1" id="invitation-title" mt={4}>
            {invitation.org_name}
          </Title>
        </div>
        <Text>
          You become <b>{ROLE_NAMES[invitation.role].toLowerCase()}</b>:{' '}
          {ROLE_ABOUT[invitation.role].charAt(0).toLowerCase() +
            ROLE_ABOUT[invitation.role].slice(1)}
        </Text>
        {isOfSomebodyElse && (
          <Text size="sm" c="dimmed">
            It was made for {invitation.email}; you are signed in as {me.email}.
          </Text>
        )}
        {change.error && <ErrorState error={change.error} title="Not joined" />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            Valid until <DateText value={invitation.expires_at} withTime />
          </Text>
          <Button onClick={accept} loading={change.isPending}>
            Join {invitation.org_name}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
