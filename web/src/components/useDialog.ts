import { useState } from 'react';

export interface DialogState<Target> {
  isOpen: boolean;
  /** What the dialog is about; stays while the window fades out. */
  target: Target | null;
  open: (target: Target) => void;
  close: () => void;
}

/** A dialog that is about something: a member, an organization. */
export function useDialog<Target = true>(): DialogState<Target> {
  const [target, setTarget] = useState<Target | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  return {
    isOpen,
    target,
    open: (wanted) => {
      setTarget(() => wanted);
      setIsOpen(true);
    },
    close: () => setIsOpen(false),
  };
}
