import { Button, Stack } from '@mantine/core';
import { IconDevicesOff } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { keys, useApiQuery, useSignOut } from '~/api';
import { Card, Loading, lazyDialog, PageHeader, QueryView, useDialog } from '~/components';
import { PageTitle, shellPlaces } from '~/navigation/Navigation';
import { SessionRow } from './SessionRow';
import type { Session } from './session';
import classes from './sessions.module.css';

const EndSessionDialog = lazyDialog(
  async () => (await import('./SessionDialogs')).EndSessionDialog,
);
const EndOthersDialog = lazyDialog(async () => (await import('./SessionDialogs')).EndOthersDialog);

/** Where somebody is signed in, and the way out of each. */
export function SessionsPage() {
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate(shellPlaces.signIn()));
  const end = useDialog<Session>();
  const endOthers = useDialog<number>();
  const sessions = useApiQuery(keys.me('sessions'), (client, signal) =>
    client.GET('/api/v1/auth/sessions', { signal }),
  );
  const others = (sessions.data ?? []).filter((session) => !session.is_current).length;
  return (
    <>
      <PageTitle>Your sessions</PageTitle>
      <PageHeader
        title="Your sessions"
        about="Each browser in which you are signed in. Sign out those that you do not know."
        actions={
          others > 0 && (
            <Button
              variant="default"
              leftSection={<IconDevicesOff size={16} aria-hidden="true" />}
              onClick={() => endOthers.open(others)}
            >
              Sign out everywhere else
            </Button>
          )
        }
      />
      <QueryView
        query={sessions}
        what="your sessions"
        loading={<Loading what="your sessions" lines={3} height={76} />}
      >
        {(found) => (
          <Stack gap="sm">
            <Card>
              <ul className={classes.sessions} aria-label="Your sessions">
                {inOrder(found).map((session) => (
                  <SessionRow
                    key={session.session_id}
                    session={session}
                    onSignOut={() =>
                      session.is_current ? signOut.mutate(undefined) : end.open(session)
                    }
                  />
                ))}
              </ul>
            </Card>
          </Stack>
        )}
      </QueryView>
      <EndSessionDialog dialog={end} />
      <EndOthersDialog dialog={endOthers} />
    </>
  );
}

/** This one first, then those that were used last. */
function inOrder(sessions: Session[]): Session[] {
  return [...sessions].sort(
    (one, other) =>
      Number(other.is_current) - Number(one.is_current) ||
      Date.parse(other.last_seen_at) - Date.parse(one.last_seen_at),
  );
}
