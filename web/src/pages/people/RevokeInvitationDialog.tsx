import { Text } from '@mantine/core';
import { keys, useChange } from '~/api';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import type { Invitation } from './viewed';

interface RevokeInvitationDialogProps {
  orgId: string;
  dialog: DialogState<Invitation>;
}

/** Makes the link of an invitation useless. */
export function RevokeInvitationDialog({ orgId, dialog }: RevokeInvitationDialogProps) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title="Revoke the invitation?">
      {target && <Form orgId={orgId} invitation={target} onClose={close} />}
    </Dialog>
  );
}

interface FormProps {
  orgId: string;
  invitation: Invitation;
  onClose: () => void;
}

function Form({ orgId, invitation, onClose }: FormProps) {
  const change = useChange({
    send: (client, body: { invitation_id: string }) =>
      client.DELETE('/api/v1/organizations/{org_id}/invitations/{invitation_id}', {
        params: { path: { org_id: orgId, ...body } },
      }),
    invalidates: [keys.organization(orgId)],
    done: () => `The invitation of ${invitation.email} is revoked.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ invitation_id: invitation.invitation_id }}
      confirm="Revoke"
      onCancel={onClose}
      isDangerous
    >
      <Text>
        The link that <b>{invitation.email}</b> has stops working. You can invite them again.
      </Text>
    </ChangeForm>
  );
}
