import type { Schema } from '~/api';

/** The organization on the screen, and as whom it is looked at. */
export interface Viewed {
  orgId: string;
  data: Schema<'OrganizationDashboardResponse'>;
  /** System admins grant credits, subscribe organizations and record payments. */
  isSystemAdmin: boolean;
}

export type Allocation = Schema<'UserCreditAllocationResponse'>;
export type Invoice = Schema<'InvoiceResponse'>;
export type CreditRequest = Schema<'CreditRequestResponse'>;
export type Subscription = Schema<'SubscriptionSummary'>;
export type ResetPeriod = Allocation['reset_period'];
