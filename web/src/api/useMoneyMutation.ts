import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useApi } from './ApiProvider';
import { type Answer, type ApiClient, bodyOf } from './client';
import { type Key, staleAfterMoney } from './keys';
import type { ProblemError } from './problem';

interface MoneyMutationOptions<Body, Data> {
  /** Whose credits or plan it is; its figures are read again afterwards. */
  orgId: string;
  send: (
    client: ApiClient,
    body: Body,
    header: { 'Idempotency-Key': string },
  ) => Promise<Answer<Data>>;
  /** What to say when it is done. */
  done: (data: Data, body: Body) => ReactNode;
  onSuccess?: (data: Data) => void;
  /** Keys that become stale besides the organization's. */
  invalidates?: Key[];
}

export interface MoneyMutation<Body> {
  /** Sends it. While one is on its way another call does nothing. */
  submit: (body: Body) => void;
  isPending: boolean;
  /** What the server said against it; shown in the dialog. */
  error: ProblemError | null;
  /** Forgets error and key: for the next time the dialog opens. */
  reset: () => void;
}

/**
 * A change that moves credits or money. It has one idempotency key for as long as the dialog that
 * it belongs to asks for the same thing: a double click, or a retry after the network failed, is
 * answered with the first outcome. Another body is another intention and gets another key.
 */
export function useMoneyMutation<Body, Data>(
  options: MoneyMutationOptions<Body, Data>,
): MoneyMutation<Body> {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const intention = useRef<{ body: string; key: string } | null>(null);
  // State changes only at the next render, which is too late for the second of two clicks.
  const isOnItsWay = useRef(false);

  const mutation = useMutation<Data, ProblemError, Body>({
    mutationFn: (body) => {
      const text = JSON.stringify(body);
      if (intention.current?.body !== text) {
        intention.current = { body: text, key: crypto.randomUUID() };
      }
      return bodyOf(options.send(client, body, { 'Idempotency-Key': intention.current.key }));
    },
    onSuccess: async (data, body) => {
      intention.current = null;
      notifications.show({ color: 'spruce', message: options.done(data, body) });
      options.onSuccess?.(data);
      const stale = [...staleAfterMoney(options.orgId), ...(options.invalidates ?? [])];
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onSettled: () => {
      isOnItsWay.current = false;
    },
  });

  return {
    submit: (body) => {
      if (isOnItsWay.current) return;
      isOnItsWay.current = true;
      mutation.mutate(body);
    },
    isPending: mutation.isPending,
    error: mutation.error,
    reset: () => {
      intention.current = null;
      mutation.reset();
    },
  };
}
