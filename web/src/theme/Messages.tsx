import { Notifications } from '@mantine/notifications';

// A menu that somebody opens in the corner is not covered by what was said before.
const OVER_DIALOGS_UNDER_MENUS = 250;

/** Where the page says what was done. A file of its own, since no page waits for it. */
export function Messages() {
  return (
    <Notifications position="bottom-right" containerWidth={380} zIndex={OVER_DIALOGS_UNDER_MENUS} />
  );
}
