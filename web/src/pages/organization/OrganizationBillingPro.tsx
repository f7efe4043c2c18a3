import { Group } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { keys, type Schema, useApiQuery, useMe } from '~/api';
import {
  ErrorBoundary,
  Loading,
  NotForYou,
  PageHeader,
  QueryView,
  ROLE_NAMES,
  StatusBadge,
} from '~/components';
import { PageTitle, type Section } from '~/navigation/Navigation';
import { OverviewSection } from './OverviewSection';
import { SectionTabs } from './SectionTabs';
import type { Viewed } from './viewed';

// Each section is a file of its own, which is fetched when it is first shown.
const HistorySection = lazy(async () => ({
  default: (await import('./history/HistorySection')).HistorySection,
}));
const MembersSection = lazy(async () => ({
  default: (await import('./members/MembersSection')).MembersSection,
}));
const UsageSection = lazy(async () => ({
  default: (await import('./usage/UsageSection')).UsageSection,
}));

interface OrganizationBillingProProps {
  /** The organization that is shown; from the address, and from nowhere else. */
  orgId: string;
  section?: Section;
}

const FOR_ADMINS: readonly Section[] = ['overview', 'members', 'usage', 'history'];
const FOR_MEMBERS: readonly Section[] = ['overview', 'usage'];

/** The billing of one organization. A plain member sees it view-only, with their own figures. */
export function OrganizationBillingPro({
  orgId,
  section = 'overview',
}: OrganizationBillingProProps) {
  const me = useMe();
  const dashboard = useApiQuery(keys.organization(orgId, 'dashboard'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/org/{org_id}', {
      params: { path: { org_id: orgId } },
      signal,
    }),
  );
  return (
    <QueryView
      query={dashboard}
      what="the organization"
      loading={<Loading what="the organization" lines={4} height={96} />}
    >
      {(data) => (
        <Screen
          viewed={{ data, orgId, isSystemAdmin: me.data?.is_system_admin ?? false }}
          section={section}
        />
      )}
    </QueryView>
  );
}

function Screen({ viewed, section }: { viewed: Viewed; section: Section }) {
  const { organization } = viewed.data;
  const sections = organization.is_managed ? FOR_ADMINS : FOR_MEMBERS;
  return (
    <>
      <PageTitle>{organization.name}</PageTitle>
      <PageHeader
        title={
          <Group component="span" gap="sm">
            {organization.name}
            {organization.status !== 'active' && <StatusBadge status={organization.status} />}
          </Group>
        }
        about={describe(organization)}
      />
      <SectionTabs orgId={viewed.orgId} section={section} />
      {sections.includes(section) ? (
        <ErrorBoundary key={section} title="This section failed">
          <Suspense fallback={<Loading what="the section" lines={4} height={64} />}>
            <SectionContent viewed={viewed} section={section} />
          </Suspense>
        </ErrorBoundary>
      ) : (
        <NotForYou title="This part is for administrators">
          You see what is yours under Overview and Usage.
        </NotForYou>
      )}
    </>
  );
}

function SectionContent({ viewed, section }: { viewed: Viewed; section: Section }) {
  if (section === 'members') return <MembersSection viewed={viewed} />;
  if (section === 'usage') return <UsageSection viewed={viewed} />;
  if (section === 'history') return <HistorySection viewed={viewed} />;
  return <OverviewSection viewed={viewed} />;
}

function describe(organization: Schema<'OrganizationSummary'>): string {
  const { member_count: count, role } = organization;
  const people = `${count} ${count === 1 ? 'member' : 'members'}`;
  if (!organization.is_managed) return `${people}. You see it view-only, with your own figures.`;
  return role ? `${people}. You are here as ${ROLE_NAMES[role].toLowerCase()}.` : people;
}
