import { Button } from '@mantine/core';
import classes from './components.module.css';

interface ConfirmButtonProps {
  children: string;
  loading: boolean;
  disabled: boolean;
  color?: string;
}

/** Sends a form. What it says may be long, and is never cut off. */
export function ConfirmButton(props: ConfirmButtonProps) {
  return (
    <Button
      type="submit"
      classNames={{ root: classes.confirm, label: classes.confirmWords }}
      {...props}
    />
  );
}
