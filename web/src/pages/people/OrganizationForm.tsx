import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schema } from '~/api';
import { NAME_CHARACTERS_MAX } from '~/api/generated/bounds';

type Values = Required<Pick<Schema<'OrganizationCreate'>, 'name' | 'time_zone'>> & {
  billing_email: string | null;
};

const OPTIONS_SHOWN = 60;

/** The time zone of this browser, where the server surely knows it. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

function timeZones(present: string): string[] {
  return [...new Set(['UTC', ownTimeZone(), present, ...Intl.supportedValuesOf('timeZone')])];
}

/** What an organization is called and where its days begin; `values` is null while a name lacks. */
export function useOrganizationFields(initial: Values) {
  const [name, setName] = useState(initial.name);
  const [timeZone, setTimeZone] = useState(initial.time_zone);
  const [email, setEmail] = useState(initial.billing_email ?? '');
  const trimmed = name.trim();
  const values: Values | null = trimmed
    ? { name: trimmed, time_zone: timeZone, billing_email: email.trim() || null }
    : null;
  const fields = (
    <>
      <TextInput
        label="Name"
        required
        maxLength={NAME_CHARACTERS_MAX}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label="Time zone"
        description="Allocations reset, and days begin, at its midnight."
        searchable
        allowDeselect={false}
        limit={OPTIONS_SHOWN}
        nothingFoundMessage="No such time zone"
        data={timeZones(initial.time_zone)}
        value={timeZone}
        onChange={(zone) => zone && setTimeZone(zone)}
      />
      <TextInput
        type="email"
        label="Billing address"
        description="Where invoices are sent. May be left out."
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </>
  );
  return { values, fields };
}
