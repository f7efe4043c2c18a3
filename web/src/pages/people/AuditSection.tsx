import { Group, Stack, Text, Title } from '@mantine/core';
import { keys, usePagedList } from '~/api';
import { CsvDownloadButton } from '~/components';
import { AuditLog } from '~/pages/audit/AuditLog';
import { useAuditFilter } from '~/pages/audit/useAuditFilter';

/** What happened in the organization, and who did it. */
export function AuditSection({ orgId }: { orgId: string }) {
  const filtering = useAuditFilter();
  const { query, search } = filtering;
  const list = usePagedList(
    keys.organization(orgId, 'audit', query),
    (client, { cursor, signal }) =>
      client.GET('/api/v1/org-billing/{org_id}/audit', {
        params: { path: { org_id: orgId }, query: { ...query, cursor } },
        signal,
      }),
  );
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={2}>Audit log</Title>
          <Text c="dimmed">
            What happened here and who did it, newest first. Nobody can change it.
          </Text>
        </div>
        <CsvDownloadButton
          path={`/api/v1/org-billing/${encodeURIComponent(orgId)}/audit/export?${search}`}
          fileName="audit-log.csv"
        />
      </Group>
      <AuditLog filtering={filtering} list={list} />
    </Stack>
  );
}
