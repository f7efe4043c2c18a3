import { Button, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Empty, lazyDialog, SearchInput } from '~/components';
import classes from '../organization.module.css';
import { RequestsCard } from '../requests/RequestsCard';
import type { Allocation, Viewed } from '../viewed';
import { AllocationsTable } from './AllocationsTable';
import type { RowAction } from './allocationColumns';

const AllocateDialog = lazyDialog(async () => (await import('./AllocateDialog')).AllocateDialog);
const ReclaimDialog = lazyDialog(async () => (await import('./ReclaimDialog')).ReclaimDialog);
const SetAllocationDialog = lazyDialog(
  async () => (await import('./SetAllocationDialog')).SetAllocationDialog,
);
const TransferDialog = lazyDialog(async () => (await import('./TransferDialog')).TransferDialog);

/** What each member has, and every way to change it. */
export function MembersSection({ viewed }: { viewed: Viewed }) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<Allocation | null>(null);
  const [action, setAction] = useState<RowAction>('allocate');
  const [opened, dialog] = useDisclosure(false);
  const act = (wanted: RowAction, allocation: Allocation | null) => {
    setAction(wanted);
    setChosen(allocation);
    dialog.open();
  };
  const shared = { viewed, onClose: dialog.close };
  return (
    <Stack gap="1.25rem">
      <div className={classes.toolbar}>
        <Title order={2}>Allocations</Title>
        <div className={classes.spacer} />
        <SearchInput label="Search by name or e-mail" onSearch={setSearch} />
        <Button
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => act('allocate', null)}
        >
          Allocate credits
        </Button>
      </div>
      <AllocationsTable
        viewed={viewed}
        search={search}
        onAction={act}
        empty={
          search ? (
            <Empty title="Nobody is found">No name or address contains “{search}”.</Empty>
          ) : (
            <Empty title="Nothing is allocated yet">
              Members spend what is allocated to them. Give the first one some credits.
            </Empty>
          )
        }
      />
      <RequestsCard viewed={viewed} />
      <AllocateDialog
        {...shared}
        given={action === 'allocate' ? chosen : null}
        opened={opened && action === 'allocate'}
      />
      {chosen && (
        <>
          <SetAllocationDialog
            {...shared}
            allocation={chosen}
            opened={opened && action === 'change'}
          />
          <ReclaimDialog {...shared} allocation={chosen} opened={opened && action === 'reclaim'} />
          <TransferDialog
            {...shared}
            allocation={chosen}
            opened={opened && action === 'transfer'}
          />
        </>
      )}
    </Stack>
  );
}
