import { notifications } from '@mantine/notifications';
import { type ComponentType, useEffect, useRef, useState } from 'react';

type DialogProps =
  | { opened: boolean; onClose: () => void }
  | { dialog: { isOpen: boolean; close: () => void } };

/**
 * A dialog whose file is fetched when it is first opened: most visits open none. A file that does
 * not arrive leaves the page as it is, and is asked for again at the next opening; `lazy` of React
 * would keep the failure.
 */
export function lazyDialog<Props extends DialogProps>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once a file, as `lazy` is.
  return function LazyDialog(props: Props) {
    const { isOpen, close } = stateOf(props);
    const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
    const [isShown, setIsShown] = useState(false);
    const opener = useRef<Element | null>(null);
    useEffect(() => {
      if (isOpen) opener.current = document.activeElement;
    }, [isOpen]);
    // biome-ignore lint/correctness/useExhaustiveDependencies: one opening is one attempt.
    useEffect(() => {
      if (!isOpen || Loaded) return;
      let isWanted = true;
      load().then(
        (found) => isWanted && setLoaded(() => found),
        () => {
          if (!isWanted) return;
          close();
          notifications.show({
            color: 'red',
            title: 'Not opened',
            message: 'This window could not be loaded. Try again, or reload the page.',
          });
        },
      );
      return () => {
        isWanted = false;
      };
    }, [isOpen, Loaded]);
    // It is there before it opens: only a window that goes from closed to open notes what has the
    // focus, and gives it back. A menu that closes meanwhile may have taken it from its button.
    useEffect(() => {
      const isReady = isOpen && Loaded !== null;
      if (isReady && opener.current instanceof HTMLElement) {
        opener.current.focus({ preventScroll: true });
      }
      setIsShown(isReady);
    }, [isOpen, Loaded]);
    return Loaded && <Loaded {...withOpen(props, isOpen && isShown)} />;
  };
}

function stateOf(props: DialogProps): { isOpen: boolean; close: () => void } {
  return 'dialog' in props ? props.dialog : { isOpen: props.opened, close: props.onClose };
}

function withOpen<Props extends DialogProps>(props: Props, isOpen: boolean): Props {
  return 'dialog' in props
    ? { ...props, dialog: { ...props.dialog, isOpen } }
    : { ...props, opened: isOpen };
}
