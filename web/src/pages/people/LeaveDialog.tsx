import { keys, staleAfterMoney, useChange, useMe } from '~/api';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import { useNavigation } from '~/navigation/Navigation';
import { WhatHappens } from './RemoveDialog';
import type { Organization } from './viewed';

interface LeaveDialogProps {
  organization: Organization;
  dialog: DialogState<true>;
}

/** Ends the viewer's own membership. */
export function LeaveDialog({ organization, dialog }: LeaveDialogProps) {
  const { isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title={`Leave ${organization.org_name}?`}>
      <Form organization={organization} onClose={close} />
    </Dialog>
  );
}

function Form({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { org_id: orgId, org_name: name } = organization;
  const { places, go } = useNavigation();
  const me = useMe().data;
  const change = useChange({
    send: (client, body: { org_id: string }) =>
      client.POST('/api/v1/organizations/{org_id}/leave', { params: { path: body } }),
    // The organization's own figures are not read again: they are not for the viewer any more.
    invalidates: [keys.me(), ...staleAfterMoney(orgId).slice(2)],
    done: () => `You have left ${name}.`,
    onSuccess: () => go(places.user()),
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ org_id: orgId }}
      confirm={`Leave ${name}`}
      onCancel={onClose}
      isDangerous
    >
      {me && <WhatHappens orgId={orgId} userId={me.user_id} email={me.email} />}
    </ChangeForm>
  );
}
