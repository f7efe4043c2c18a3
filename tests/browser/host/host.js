// Shows one page of the library where the address says: ?page=user, system or organization's id.
import {
  OrganizationBillingPro,
  OrgBillingProvider,
  SystemBillingOverview,
  UserBillingDashboard,
} from 'orgbilling-web';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import 'orgbilling-web/style.css';

const page = new URLSearchParams(location.search).get('page');
const pages = { user: UserBillingDashboard, system: SystemBillingOverview };
const shown = pages[page]
  ? createElement(pages[page])
  : createElement(OrganizationBillingPro, { orgId: page });
const places = { organization: (orgId) => `/host/organizations/${orgId}` };
createRoot(document.getElementById('billing')).render(
  createElement(OrgBillingProvider, { base: '/their/prefix', places, children: shown }),
);
