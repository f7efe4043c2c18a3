import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from './ApiProvider';
import { type Answer, type ApiClient, bodyOf } from './client';
import type { Key } from './keys';
import type { ProblemError } from './problem';

interface ChangeOptions<Body, Data> {
  send: (client: ApiClient, body: Body) => Promise<Answer<Data>>;
  /** What becomes stale. */
  invalidates: Key[];
  /** What to say when it is done; nothing where the screen itself shows it. */
  done?: (data: Data, body: Body) => ReactNode;
  onSuccess?: (data: Data, body: Body) => void;
  /** Where a failure is said: in a notification, or by the caller, in the dialog that asked. */
  failure?: 'notified' | 'shown';
}

/** A change that moves no money: an invitation, a role, a name. A failure is said as the server
 * says it, in a notification. */
export function useChange<Body, Data>({
  send,
  invalidates,
  done,
  onSuccess,
  failure = 'notified',
}: ChangeOptions<Body, Data>) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation<Data, ProblemError, Body>({
    mutationFn: (body) => bodyOf(send(client, body)),
    onSuccess: async (data, body) => {
      if (done) notifications.show({ color: 'spruce', message: done(data, body) });
      onSuccess?.(data, body);
      await Promise.all(invalidates.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (failure === 'shown') return;
      notifications.show({
        color: 'red',
        title: 'Not done',
        message: error.message,
        autoClose: false,
      });
    },
  });
}
