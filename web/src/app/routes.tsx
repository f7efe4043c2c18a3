import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router';
import { isPeopleSection, SECTIONS, shellPlaces } from '~/navigation/Navigation';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';

// Every page is a file of its own, which is fetched when it is first shown.
const SignInPage = lazy(async () => ({
  default: (await import('~/pages/sign-in/SignInPage')).SignInPage,
}));
const UserBillingDashboard = lazy(async () => ({
  default: (await import('~/pages/billing/UserBillingDashboard')).UserBillingDashboard,
}));
const OrganizationBillingPro = lazy(async () => ({
  default: (await import('~/pages/organization/OrganizationBillingPro')).OrganizationBillingPro,
}));
const SystemBillingOverview = lazy(async () => ({
  default: (await import('~/pages/admin/SystemBillingOverview')).SystemBillingOverview,
}));
const SystemAuditPage = lazy(async () => ({
  default: (await import('~/pages/admin/SystemAuditPage')).SystemAuditPage,
}));
const OrganizationPeople = lazy(async () => ({
  default: (await import('~/pages/people/OrganizationPeople')).OrganizationPeople,
}));
const NewOrganizationPage = lazy(async () => ({
  default: (await import('~/pages/join/NewOrganizationPage')).NewOrganizationPage,
}));
const SessionsPage = lazy(async () => ({
  default: (await import('~/pages/sessions/SessionsPage')).SessionsPage,
}));
const JoinPage = lazy(async () => ({
  default: (await import('~/pages/join/JoinPage')).JoinPage,
}));

export function Pages() {
  return (
    // Nothing is shown for the moment that a page's file takes.
    <Suspense fallback={null}>
      <Routes>
        <Route path={shellPlaces.signIn()} element={<SignInPage />} />
        <Route element={<Shell />}>
          <Route index element={<UserBillingDashboard />} />
          <Route path="/join" element={<JoinPage />} />
          <Route path={shellPlaces.sessions()} element={<SessionsPage />} />
          <Route path="/organizations/new" element={<NewOrganizationPage />} />
          <Route path="/organizations/:orgId/:section?" element={<OrganizationRoute />} />
          <Route path="/admin" element={<SystemBillingOverview />} />
          <Route path={shellPlaces.systemAudit()} element={<SystemAuditPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

/** The organization and the section come from the address, and from nowhere else. */
function OrganizationRoute() {
  const { orgId = '', section } = useParams();
  if (section === 'overview') return <Navigate to={`/organizations/${orgId}`} replace />;
  const known = section === undefined ? 'overview' : SECTIONS.find((name) => name === section);
  if (!known) return <NotFoundPage />;
  // Another organization is another page: nothing that was typed or opened is carried over.
  if (isPeopleSection(known))
    return <OrganizationPeople key={orgId} orgId={orgId} section={known} />;
  return <OrganizationBillingPro key={orgId} orgId={orgId} section={known} />;
}
