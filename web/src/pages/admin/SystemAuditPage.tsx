import { Anchor, Text } from '@mantine/core';
import { keys, type Schema, usePagedList } from '~/api';
import { type Column, CsvDownloadButton, PageHeader } from '~/components';
import { ownPlaces, PageLink } from '~/navigation/Navigation';
import { AuditLog } from '~/pages/audit/AuditLog';
import { useAuditFilter } from '~/pages/audit/useAuditFilter';
import { SystemAdminsOnly } from './SystemAdminsOnly';

type Event = Schema<'SystemAuditEventResponse'>;

/** What happened on the whole platform, sign-ins included. For system admins. */
export function SystemAuditPage() {
  return (
    <SystemAdminsOnly
      title="Audit log"
      about="It shows what happened in every organization. An organization's own log is for its admins."
    >
      <Screen />
    </SystemAdminsOnly>
  );
}

function Screen() {
  const filtering = useAuditFilter();
  const { query, search } = filtering;
  const list = usePagedList(keys.system('audit', query), (client, { cursor, signal }) =>
    client.GET('/api/v1/org-billing/billing/system/audit', {
      params: { query: { ...query, cursor } },
      signal,
    }),
  );
  return (
    <>
      <PageHeader
        title="Audit log"
        about="What happened in every organization, and sign-ins, newest first. Nobody can change it. Days are in UTC."
        actions={
          <CsvDownloadButton
            path={`/api/v1/org-billing/billing/system/audit/export?${search}`}
            fileName="audit-log.csv"
          />
        }
      />
      <AuditLog filtering={filtering} list={list} more={[WHERE]} />
    </>
  );
}

const WHERE: Column<Event> = {
  key: 'organization',
  header: 'Where',
  render: (event) =>
    event.org_id ? (
      <Anchor
        component={PageLink}
        href={ownPlaces.organization(event.org_id, 'audit')}
        size="sm"
        fw={550}
        display="block"
        miw="8rem"
      >
        {event.org_name ?? event.org_id}
      </Anchor>
    ) : (
      <Text size="sm" c="dimmed" miw="8rem">
        No organization
      </Text>
    ),
};
