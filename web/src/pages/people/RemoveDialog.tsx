import { Text } from '@mantine/core';
import { keys, staleAfterMoney, useApiQuery, useChange } from '~/api';
import { ChangeForm, Dialog, type DialogState, QueryView } from '~/components';
import { Credits } from '~/money';
import type { Member } from './viewed';

interface RemoveDialogProps {
  orgId: string;
  dialog: DialogState<Member>;
}

/** Ends somebody's membership, after saying what becomes of their credits. */
export function RemoveDialog({ orgId, dialog }: RemoveDialogProps) {
  const { target, isOpen, close } = dialog;
  return (
    <Dialog opened={isOpen} onClose={close} title={`Remove ${target?.user_name ?? ''}?`}>
      {target && <Form orgId={orgId} member={target} onClose={close} />}
    </Dialog>
  );
}

function Form({ orgId, member, onClose }: { orgId: string; member: Member; onClose: () => void }) {
  const change = useChange({
    send: (client, body: { user_id: string }) =>
      client.DELETE('/api/v1/organizations/{org_id}/members/{user_id}', {
        params: { path: { org_id: orgId, ...body } },
      }),
    // What was free of the allocation is back in the pool.
    invalidates: staleAfterMoney(orgId),
    done: () => `${member.user_name} is no longer a member.`,
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ user_id: member.user_id }}
      confirm={`Remove ${member.user_name}`}
      onCancel={onClose}
      isDangerous
    >
      <WhatHappens orgId={orgId} userId={member.user_id} email={member.user_email} />
    </ChangeForm>
  );
}

interface WhatHappensProps {
  orgId: string;
  userId: string;
  email: string;
}

/** What the end of a membership does to credits, keys and usage. */
export function WhatHappens({ orgId, userId, email }: WhatHappensProps) {
  // The API finds allocations by name or address; the id tells whose it is.
  const allocations = useApiQuery(
    keys.organization(orgId, 'allocation-of', userId),
    (client, signal) =>
      client.GET('/api/v1/org-billing/credits/{org_id}/allocations', {
        params: { path: { org_id: orgId }, query: { search: email } },
        signal,
      }),
  );
  return (
    <QueryView query={allocations} what="the allocation">
      {(rows) => {
        const allocation = rows.find((row) => row.user_id === userId && row.is_active);
        return (
          <Text component="div">
            <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
              {allocation ? (
                <li>
                  <Credits value={allocation.remaining_credits} /> credits that are left of the
                  allocation return to the pool
                  {allocation.held_credits > 0 && (
                    <>
                      ; <Credits value={allocation.held_credits} /> more follow as running calls end
                    </>
                  )}
                  .
                </li>
              ) : (
                <li>No credits are allocated, so none return to the pool.</li>
              )}
              <li>Personal keys stop working at once.</li>
              <li>What was used stays in the organization’s usage.</li>
            </ul>
          </Text>
        );
      }}
    </QueryView>
  );
}
