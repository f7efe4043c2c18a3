import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi } from '~/api';
import { asProblem, problemOf } from '~/api/problem';

interface CsvDownloadButtonProps {
  /** Path and query of the API that answers with CSV: `/api/v1/org-billing/…/history.csv?…`. */
  path: string;
  fileName: string;
  label?: string;
}

/** Saves a CSV of the server. Fetched rather than linked to, so that a refusal is said in words. */
export function CsvDownloadButton({
  path,
  fileName,
  label = 'Download CSV',
}: CsvDownloadButtonProps) {
  const { base } = useApi();
  const [isPending, setIsPending] = useState(false);
  const download = async () => {
    setIsPending(true);
    try {
      save(await fetchCsv(`${base}${path}`), fileName);
    } catch (error) {
      const message = asProblem(error).message;
      notifications.show({ color: 'red', title: 'Not downloaded', message, autoClose: false });
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden="true" />}
      loading={isPending}
      onClick={() => void download()}
    >
      {label}
    </Button>
  );
}

async function fetchCsv(address: string): Promise<Blob> {
  const response = await fetch(address, {
    credentials: 'same-origin',
    headers: { accept: 'text/csv' },
  });
  if (response.ok) return response.blob();
  throw problemOf(response, await response.json().catch(() => undefined));
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
