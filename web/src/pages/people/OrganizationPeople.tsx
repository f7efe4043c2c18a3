import { Group } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { keys, rightsIn, useApiQuery, useMe } from '~/api';
import {
  ErrorBoundary,
  Loading,
  NotForYou,
  PageHeader,
  QueryView,
  StatusBadge,
} from '~/components';
import { formatCount } from '~/money';
import { PageTitle, type PeopleSection } from '~/navigation/Navigation';
import { SectionTabs } from '~/pages/organization/SectionTabs';
import type { Organization } from './viewed';

// Each section is a file of its own, which is fetched when it is first shown.
const AuditSection = lazy(async () => ({
  default: (await import('./AuditSection')).AuditSection,
}));
const KeysSection = lazy(async () => ({
  default: (await import('./KeysSection')).KeysSection,
}));
const PeopleSectionView = lazy(async () => ({
  default: (await import('./PeopleSection')).PeopleSectionView,
}));
const SettingsSection = lazy(async () => ({
  default: (await import('./SettingsSection')).SettingsSection,
}));

interface OrganizationPeopleProps {
  orgId: string;
  section: PeopleSection;
}

const TITLES: Record<PeopleSection, string> = {
  people: 'People',
  keys: 'Keys',
  audit: 'Audit log',
  settings: 'Settings',
};

/** Who belongs to an organization, what acts for it, what happened in it, and how it is set. */
export function OrganizationPeople({ orgId, section }: OrganizationPeopleProps) {
  const organization = useApiQuery(keys.organization(orgId, 'organization'), (client, signal) =>
    client.GET('/api/v1/organizations/{org_id}', {
      params: { path: { org_id: orgId } },
      signal,
    }),
  );
  return (
    <QueryView query={organization} what="the organization">
      {(data) => <Screen organization={data} section={section} />}
    </QueryView>
  );
}

function Screen({ organization, section }: { organization: Organization; section: PeopleSection }) {
  const { org_id: orgId, org_name: name, member_count: members, status } = organization;
  const { canManage } = rightsIn(useMe().data, orgId);
  return (
    <>
      <PageTitle>{`${TITLES[section]} of ${name}`}</PageTitle>
      <PageHeader
        title={
          <Group component="span" gap="sm">
            {name}
            {status !== 'active' && <StatusBadge status={status} />}
          </Group>
        }
        about={`${formatCount(members)} ${members === 1 ? 'member' : 'members'}. Time zone ${organization.time_zone}.`}
      />
      <SectionTabs orgId={orgId} section={section} />
      <ErrorBoundary key={section} title="This section failed">
        <Suspense fallback={<Loading what="the section" lines={4} height={64} />}>
          {section === 'people' && <PeopleSectionView organization={organization} />}
          {section === 'keys' && <KeysSection orgId={orgId} />}
          {section === 'audit' &&
            (canManage ? <AuditSection orgId={orgId} /> : <ForAdmins what="The audit log" />)}
          {section === 'settings' &&
            (canManage ? (
              <SettingsSection organization={organization} />
            ) : (
              <ForAdmins what="Settings" />
            ))}
        </Suspense>
      </ErrorBoundary>
    </>
  );
}

function ForAdmins({ what }: { what: string }) {
  return (
    <NotForYou title={`${what} is for admins`.replace('Settings is', 'Settings are')}>
      You are a member of this organization. Its owner, admins and billing admins see this page.
    </NotForYou>
  );
}
