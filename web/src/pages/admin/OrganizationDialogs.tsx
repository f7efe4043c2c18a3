import { type DialogState, useDialog } from '~/components';
import { ActionDialog, type Asked } from './ActionDialog';
import type { Target } from './actions';
import { NewOrganizationDialog } from './NewOrganizationDialog';
import { NewSubscriptionDialog } from './NewSubscriptionDialog';
import { PurchasesDialog } from './PurchasesDialog';

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
