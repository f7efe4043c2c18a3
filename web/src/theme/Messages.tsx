import { Notifications } from '@mantine/notifications';

/** Where the page says what was done. A file of its own, since no page waits for it. */
export function Messages() {
  return <Notifications position="bottom-right" containerWidth={380} />;
}
