import { keys, type Schema, useApiQuery } from '~/api';
import { PageHeader, QueryView } from '~/components';
import { PageTitle, type Section } from '~/navigation/Navigation';
import { SectionTabs } from './SectionTabs';

interface OrganizationBillingProProps {
  orgId: string;
  section?: Section;
}

/** The billing of one organization. A plain member sees it view-only, with their own figures. */
export function OrganizationBillingPro({
  orgId,
  section = 'overview',
}: OrganizationBillingProProps) {
  const dashboard = useApiQuery(keys.organization(orgId, 'dashboard'), (client, signal) =>
    client.GET('/api/v1/org-billing/billing/org/{org_id}', {
      params: { path: { org_id: orgId } },
      signal,
    }),
  );
  return (
    <QueryView query={dashboard} what="the organization">
      {(data) => <Screen data={data} section={section} />}
    </QueryView>
  );
}

interface ScreenProps {
  data: Schema<'OrganizationDashboardResponse'>;
  section: Section;
}

function Screen({ data, section }: ScreenProps) {
  const { organization } = data;
  return (
    <>
      <PageTitle>{organization.name}</PageTitle>
      <PageHeader title={organization.name} about="Plan, pool and members" />
      <SectionTabs orgId={organization.org_id} section={section} />
    </>
  );
}
