import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

interface SearchInputProps {
  /** What is searched: "Search members by name or e-mail". */
  label: string;
  onSearch: (text: string) => void;
}

const PAUSE_MS = 250;

/** Asks the server once the typing pauses. */
export function SearchInput({ label, onSearch }: SearchInputProps) {
  const [text, setText] = useState('');
  const search = useDebouncedCallback((wanted: string) => onSearch(wanted.trim()), PAUSE_MS);
  const change = (wanted: string) => {
    setText(wanted);
    search(wanted);
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        text ? (
          <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
        ) : null
      }
      miw={240}
    />
  );
}
