import { type DialogState, lazyDialog, useDialog } from '~/components';
import type { Asked } from './ActionDialog';
import type { Target } from './actions';

const ActionDialog = lazyDialog(async () => (await import('./ActionDialog')).ActionDialog);
const NewOrganizationDialog = lazyDialog(
  async () => (await import('./NewOrganizationDialog')).NewOrganizationDialog,
);
const NewSubscriptionDialog = lazyDialog(
  async () => (await import('./NewSubscriptionDialog')).NewSubscriptionDialog,
);
const PurchasesDialog = lazyDialog(async () => (await import('./PurchasesDialog')).PurchasesDialog);

/** The dialogs of the system screen, which its header, cards and rows open. */
export interface AdminDialogs {
  action: DialogState<Asked>;
  purchases: DialogState<Target>;
  newOrganization: DialogState<true>;
  /** Null asks which organization as well. */
  newSubscription: DialogState<Target | null>;
}

export function useAdminDialogs(): AdminDialogs {
  return {
    action: useDialog<Asked>(),
    purchases: useDialog<Target>(),
    newOrganization: useDialog(),
    newSubscription: useDialog<Target | null>(),
  };
}

export function OrganizationDialogs({ dialogs }: { dialogs: AdminDialogs }) {
  return (
    <>
      <ActionDialog dialog={dialogs.action} />
      <PurchasesDialog dialog={dialogs.purchases} />
      <NewOrganizationDialog
        dialog={dialogs.newOrganization}
        onCreated={(organization) => dialogs.newSubscription.open(organization)}
      />
      <NewSubscriptionDialog dialog={dialogs.newSubscription} />
    </>
  );
}
