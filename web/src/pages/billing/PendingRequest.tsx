import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Schema, useMoneyMutation } from '~/api';
import { DateText, MoneyDialog } from '~/components';
import { Credits, formatCredits } from '~/money';
import classes from './billing.module.css';

type Organization = Schema<'JoinedOrganizationResponse'>;
type Waiting = Schema<'PendingRequest'>;

interface PendingRequestProps {
  organization: Organization;
  request: Waiting;
}

/** What was asked for and waits for an answer; it can be taken back. */
export function PendingRequest({ organization, request }: PendingRequestProps) {
  const [isOpen, { open, close }] = useDisclosure();
  const { org_id: orgId, org_name: name } = organization;
  const withdraw = useMoneyMutation<string, Schema<'CreditRequestResponse'>>({
    orgId,
    send: (client, requestId) =>
      client.POST('/api/v1/org-billing/credits/{org_id}/requests/{request_id}/withdraw', {
        params: { path: { org_id: orgId, request_id: requestId } },
      }),
    done: () => `You no longer ask ${name} for more credits.`,
    onSuccess: close,
  });
  return (
    <div className={classes.pending}>
      <div>
        <Text size="sm" fw={600}>
          You asked for <Credits value={request.requested_credits} /> more
        </Text>
        <Text size="sm" c="dimmed">
          <DateText value={request.created_at} />: {request.reason}
        </Text>
      </div>
      <Button variant="default" size="xs" onClick={open} aria-label={`Withdraw, ${name}`}>
        Withdraw
      </Button>
      <MoneyDialog
        opened={isOpen}
        onClose={close}
        title="Withdraw the request"
        confirm="Withdraw"
        mutation={withdraw}
        body={request.id}
        effects={[]}
        isDangerous
      >
        <Text size="sm">
          {name} will not be asked for {formatCredits(request.requested_credits)} more credits any
          longer. What you have stays as it is.
        </Text>
      </MoneyDialog>
    </div>
  );
}
