import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { staleAfterMoney, useChange } from '~/api';
import { CORRECTION_CHARACTERS_MAX } from '~/api/generated/bounds';
import { ChangeForm, Dialog, type DialogState } from '~/components';
import { ACTIONS, type Target, type Verb } from './actions';

export interface Asked {
  verb: Verb;
  organization: Target;
}

/** Asks before something is done to an organization. */
export function ActionDialog({ dialog }: { dialog: DialogState<Asked> }) {
  const { target, isOpen, close } = dialog;
  const title = target ? ACTIONS[target.verb].title(target.organization.org_name) : '';
  return (
    <Dialog opened={isOpen} onClose={close} title={title}>
      {target && <Form asked={target} onClose={close} />}
    </Dialog>
  );
}

function Form({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { org_id: orgId, org_name: name } = asked.organization;
  const action = ACTIONS[asked.verb];
  const [reason, setReason] = useState('');
  const [at, setAt] = useState<'now' | 'period_end'>('period_end');
  const change = useChange({
    send: (client, choice: { reason: string; at: 'now' | 'period_end' }) =>
      action.send(client, orgId, choice),
    invalidates: staleAfterMoney(orgId),
    done: () =>
      action.asks === 'when' && at === 'period_end'
        ? `The subscription of ${name} ends with its period.`
        : action.done(name),
    onSuccess: onClose,
    failure: 'shown',
  });
  return (
    <ChangeForm
      change={change}
      body={{ reason: reason.trim(), at }}
      confirm={action.asks === 'when' ? 'Cancel the subscription' : action.label}
      onCancel={onClose}
      isDangerous={action.isDangerous}
    >
      <Text>{action.about}</Text>
      {action.asks === 'reason' && (
        <TextInput
          label="Reason"
          description="Shown beside the failure. May be left out."
          maxLength={CORRECTION_CHARACTERS_MAX}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
      )}
      {action.asks === 'when' && (
        <Radio.Group
          label="When"
          value={at}
          onChange={(when) => setAt(when === 'now' ? 'now' : 'period_end')}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="period_end" label="When the period that is paid for ends" />
            <Radio value="now" label="Now" />
          </Stack>
        </Radio.Group>
      )}
    </ChangeForm>
  );
}
