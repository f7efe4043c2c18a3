import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { keys, useApiQuery } from '~/api';

/** Somebody who was picked. */
export interface Chosen {
  userId: string;
  name: string;
  email: string;
}

interface MemberPickerProps {
  orgId: string;
  label?: string;
  /** The user id of somebody who cannot be picked. */
  except?: string;
  chosen: Chosen | null;
  onChoose: (member: Chosen | null) => void;
}

const PAUSE_MS = 250;
const SHOWN = 20;

/** Finds a member among thousands: the server searches. */
export function MemberPicker({
  orgId,
  label = 'Member',
  except,
  chosen,
  onChoose,
}: MemberPickerProps) {
  const [text, setText] = useState('');
  const isChosenName = chosen !== null && text === labelOf(chosen);
  const [search] = useDebouncedValue(isChosenName ? '' : text.trim(), PAUSE_MS);
  const members = useApiQuery(
    keys.organization(orgId, 'members', 'pick', search),
    (client, signal) =>
      client.GET('/api/v1/organizations/{org_id}/members', {
        params: { path: { org_id: orgId }, query: { search: search || null, limit: SHOWN } },
        signal,
      }),
    { keepPrevious: true },
  );
  const found: Chosen[] = (members.data ?? [])
    .map((member) => ({
      userId: member.user_id,
      name: member.user_name,
      email: member.user_email,
    }))
    .filter((member) => member.userId !== except);
  // Who was chosen stays in the list while another search is shown.
  const isListed = chosen === null || found.some((member) => member.userId === chosen.userId);
  const listed = isListed || chosen === null ? found : [chosen, ...found];
  return (
    <Select
      label={label}
      placeholder="Search by name or e-mail"
      searchable
      // The dialog opens with this field in focus, and its list would cover the others.
      openOnFocus={false}
      data={listed.map((member) => ({ value: member.userId, label: labelOf(member) }))}
      // The server has searched already.
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      value={chosen?.userId ?? null}
      onChange={(userId) => onChoose(listed.find((member) => member.userId === userId) ?? null)}
      nothingFoundMessage={members.error ? members.error.message : 'Nobody is found'}
      maxDropdownHeight={240}
      data-autofocus
    />
  );
}

function labelOf(member: Chosen): string {
  return `${member.name} (${member.email})`;
}
