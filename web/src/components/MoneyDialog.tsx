import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import type { MoneyMutation, Preview } from '~/api';
import { type Amount, formatCredits, formatUsd } from '~/money';
import { ConfirmButton } from './ConfirmButton';
import classes from './components.module.css';
import { ErrorState } from './states';

export interface Effect {
  label: string;
  before: Amount;
  after: Amount;
  unit?: 'credits' | 'usd';
}

interface MoneyDialogProps<Body> {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What the button says: "Allocate 500 credits". */
  confirm: string;
  mutation: MoneyMutation<Body>;
  /** What is sent; null while the fields do not say it yet. */
  body: Body | null;
  /** What it changes, as the server says, while that is known. */
  effects: Effect[];
  /** Where the effects come from, if the server may fail to say them. */
  preview?: Preview;
  isDangerous?: boolean;
  /** Width of the dialog, where the fields need more than the usual. */
  size?: string;
  /** The fields. */
  children?: ReactNode;
}

/**
 * Asks before credits or money move, and shows what it changes. It stays open until the server has
 * answered; a failure is said inside, and sending the same again is safe.
 */
export function MoneyDialog<Body>(props: MoneyDialogProps<Body>) {
  const { opened, onClose, title, confirm, mutation, body, effects, preview } = props;
  const { isDangerous, size, children } = props;
  const { reset } = mutation;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is a new intention.
  useEffect(() => {
    if (opened) reset();
  }, [opened]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (body !== null) mutation.submit(body);
  };
  return (
    <Modal
      opened={opened}
      onClose={() => !mutation.isPending && onClose()}
      size={size}
      title={<Text fw={650}>{title}</Text>}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {children}
          {effects.length > 0 && <BeforeAfter effects={effects} />}
          {preview?.failure && !mutation.error && (
            <ErrorState
              error={preview.failure}
              title="What this changes could not be read"
              onRetry={preview.askAgain}
            />
          )}
          {mutation.error && <ErrorState error={mutation.error} title="Not done" />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={mutation.isPending}>
              Cancel
            </Button>
            <ConfirmButton
              color={isDangerous ? 'red' : undefined}
              loading={mutation.isPending}
              disabled={body === null}
            >
              {confirm}
            </ConfirmButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Figures as they are, and as they will be. */
export function BeforeAfter({ effects }: { effects: Effect[] }) {
  const show = ({ unit }: Effect, amount: Amount) =>
    unit === 'usd' ? formatUsd(amount) : formatCredits(amount);
  return (
    <table className={classes.beforeAfter}>
      <caption className="ob-only-read">What this changes</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="ob-only-read">Figure</span>
          </th>
          <th scope="col">Now</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {effects.map((effect) => (
          <tr key={effect.label}>
            <th scope="row">{effect.label}</th>
            <td>{show(effect, effect.before)}</td>
            <td>{show(effect, effect.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
