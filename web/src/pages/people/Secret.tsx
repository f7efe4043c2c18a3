import { Alert, Button, CopyButton, Stack, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface SecretProps {
  /** "Link", "Key". */
  label: string;
  value: string;
  onDone: () => void;
  /** What to do with it. */
  children: ReactNode;
}

/** A secret that the server says once. Nothing keeps it when the dialog is closed. */
export function Secret({ label, value, onDone, children }: SecretProps) {
  return (
    <Stack gap="md">
      <div>{children}</div>
      <TextInput
        label={label}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Alert
        variant="default"
        icon={<IconEyeOff size={18} aria-hidden="true" />}
        title="Shown this once"
      >
        It is not kept here. When it is lost, make another and revoke this one.
      </Alert>
      <CopyButton value={value} timeout={4000}>
        {({ copied, copy }) => (
          <Button
            onClick={copy}
            data-autofocus
            leftSection={
              copied ? (
                <IconCheck size={16} aria-hidden="true" />
              ) : (
                <IconCopy size={16} aria-hidden="true" />
              )
            }
          >
            {copied ? 'Copied' : `Copy the ${label.toLowerCase()}`}
          </Button>
        )}
      </CopyButton>
      <Button variant="default" onClick={onDone}>
        Done
      </Button>
    </Stack>
  );
}
