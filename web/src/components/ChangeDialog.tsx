// Dialogs for what moves no money: `Dialog` is the window, `ChangeForm` what is inside of it. The
// form exists only while the window is open, so each opening starts afresh.

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
} from 'react';
import type { ProblemError } from '~/api';
import { ErrorState } from './states';

/** Whether something is on its way, during which the window stays open to say what became of it. */
const BusyContext = createContext<{ current: boolean }>({ current: false });

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: string;
  children: ReactNode;
}

/** A window over the page. The focus stays in it, and goes back to where it was. */
export function Dialog({ opened, onClose, title, size, children }: DialogProps) {
  const isBusy = useRef(false);
  return (
    <Modal
      opened={opened}
      onClose={() => !isBusy.current && onClose()}
      size={size}
      title={<Text fw={650}>{title}</Text>}
    >
      <BusyContext value={isBusy}>{children}</BusyContext>
    </Modal>
  );
}

/** What `useChange` returns, as far as a form needs it. */
interface Change<Body> {
  mutate: (body: Body, options?: { onSettled?: () => void }) => void;
  isPending: boolean;
  error: ProblemError | null;
}

interface ChangeFormProps<Body> {
  /** Made with `failure: 'shown'`: what the server says against it stands in the form. */
  change: Change<Body>;
  /** What is sent; null while the fields do not say it yet. */
  body: Body | null;
  /** What the button says: "Remove Bob Wilson". */
  confirm: string;
  onCancel: () => void;
  /** What the other button says, where "Cancel" could be taken for what is asked. */
  dismiss?: string;
  isDangerous?: boolean;
  children?: ReactNode;
}

/** Fields, what went wrong, and the two ways out. Sends once, however often it is clicked. */
export function ChangeForm<Body>(props: ChangeFormProps<Body>) {
  const { change, body, confirm, onCancel, isDangerous, children } = props;
  const { dismiss = 'Cancel' } = props;
  // State changes only at the next render, which is too late for the second of two clicks.
  const isBusy = useContext(BusyContext);
  useEffect(() => {
    // A form that was closed by its success is not there any more to say that it is done.
    return () => {
      isBusy.current = false;
    };
  }, [isBusy]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (body === null || isBusy.current) return;
    isBusy.current = true;
    change.mutate(body, {
      onSettled: () => {
        isBusy.current = false;
      },
    });
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {children}
        {change.error && <ErrorState error={change.error} title="Not done" />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel} disabled={change.isPending}>
            {dismiss}
          </Button>
          <Button
            type="submit"
            color={isDangerous ? 'red' : undefined}
            loading={change.isPending}
            disabled={body === null}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
