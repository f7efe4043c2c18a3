import { Text } from '@mantine/core';
import { keys, useChange } from '~/api';
import { ChangeForm, DateText, Dialog, type DialogState } from '~/components';
import { deviceWords } from './deviceWords';
import type { Session } from './session';

const SESSIONS = keys.me('sessions');

/** Signs out one browser. */
export function EndSessionDialog({ dialog }: { dialog: DialogState<Session> }) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog
      opened={isOpen}
      onClose={close}
      title={`Sign out ${target ? deviceWords(target.user_agent) : ''}?`}
    >
      {target && <EndSession of={target} onClose={close} />}
    </Dialog>
  );
}

function EndSession({ of: session, onClose }: { of: Session; onClose: () => void }) {
  const device = deviceWords(session.user_agent);
  const change = useChange({
    send: (client, path: { session_id: string }) =>
      client.DELETE('/api/v1/auth/sessions/{session_id}', { params: { path } }),
    invalidates: [SESSIONS],
    done: () => `${device} is signed out.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ session_id: session.session_id }}
      confirm={`Sign out ${device}`}
      onCancel={onClose}
      isDangerous
    >
      <Text>
        It was last used <DateText value={session.last_seen_at} withTime />
        {session.address && ` from ${session.address}`}. Whoever uses it must sign in again.
      </Text>
    </ChangeForm>
  );
}

/** Signs out all browsers but this one. */
export function EndOthersDialog({ dialog }: { dialog: DialogState<number> }) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title="Sign out everywhere else?">
      {target !== null && <EndOthers count={target} onClose={close} />}
    </Dialog>
  );
}

function EndOthers({ count, onClose }: { count: number; onClose: () => void }) {
  const change = useChange({
    send: (client, _all: null | 'all') => client.POST('/api/v1/auth/sessions/end-others'),
    invalidates: [SESSIONS],
    done: () => 'You are signed out everywhere but here.',
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body="all"
      confirm="Sign out everywhere else"
      onCancel={onClose}
      isDangerous
    >
      <Text>
        {count === 1 ? 'One other session ends' : `${count} other sessions end`} at once. This
        browser stays signed in.
      </Text>
    </ChangeForm>
  );
}
