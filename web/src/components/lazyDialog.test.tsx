import { Button } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComponentType } from 'react';
import { expect, it, vi } from 'vitest';
import { json, show } from '~/test/server';
import { Dialog } from './ChangeDialog';
import { lazyDialog } from './lazyDialog';
import { type DialogState, useDialog } from './useDialog';

function Question({ dialog }: { dialog: DialogState<true> }) {
  return (
    <Dialog opened={dialog.isOpen} onClose={dialog.close} title="Sure?">
      <Button onClick={dialog.close}>Yes</Button>
    </Dialog>
  );
}

function Page({ Lazy }: { Lazy: ComponentType<{ dialog: DialogState<true> }> }) {
  const dialog = useDialog();
  return (
    <>
      <Button onClick={() => dialog.open(true)}>Ask</Button>
      <Lazy dialog={dialog} />
    </>
  );
}

function showPage(load: () => Promise<typeof Question>) {
  show(<Page Lazy={lazyDialog(load)} />, () => json({}));
}

it('fetches a dialog when it is opened, and gives the focus back', async () => {
  const load = vi.fn(async () => Question);
  showPage(load);
  expect(load).not.toHaveBeenCalled();
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  await user.click(await screen.findByRole('button', { name: 'Yes' }));
  const button = screen.getByRole('button', { name: 'Ask' });
  await waitFor(() => expect(document.activeElement).toBe(button));
});

it('gives the focus back to the button although it was elsewhere when the file came', async () => {
  let arrive = () => {};
  const arrived = new Promise<typeof Question>((resolve) => {
    arrive = () => resolve(Question);
  });
  showPage(() => arrived);
  const user = userEvent.setup();
  const button = screen.getByRole('button', { name: 'Ask' });
  await user.click(button);
  button.blur();
  arrive();
  await user.click(await screen.findByRole('button', { name: 'Yes' }));
  await waitFor(() => expect(document.activeElement).toBe(button));
});

it('leaves the page when the file does not arrive, and asks again', async () => {
  const load = vi
    .fn<() => Promise<typeof Question>>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockResolvedValue(Question);
  showPage(load);
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  await screen.findByText('Not opened');
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  await screen.findByText('Sure?');
});
