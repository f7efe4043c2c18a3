// What a system admin does to an organization, each with what is said before, and after.

import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleX,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Answer, ApiClient } from '~/api/client';

export type Verb =
  | 'mark-paid'
  | 'resume'
  | 'pause'
  | 'past-due'
  | 'cancel'
  | 'suspend'
  | 'reactivate';

/** An organization, as far as an action needs it. */
export interface Target {
  org_id: string;
  org_name: string;
}

interface Choice {
  reason?: string;
  at?: 'now' | 'period_end';
}

interface Action {
  /** What the menu and the button say. */
  label: string;
  icon: ReactNode;
  title: (name: string) => string;
  about: string;
  done: (name: string) => string;
  isDangerous?: boolean;
  /** What the dialog asks for besides a yes. */
  asks?: 'reason' | 'when';
  send: (client: ApiClient, orgId: string, choice: Choice) => Promise<Answer<unknown>>;
}

const ICON = { size: 16, 'aria-hidden': true } as const;
const pathOf = (orgId: string) => ({ params: { path: { org_id: orgId } } });

export const ACTIONS: Record<Verb, Action> = {
  'mark-paid': {
    label: 'Mark as paid',
    icon: <IconCheck {...ICON} />,
    title: (name) => `Has ${name} paid?`,
    about:
      'Its open invoices are recorded as paid, and the subscription is active again. Do this when the money has arrived by another way.',
    done: (name) => `${name} is active again.`,
    send: (client, orgId) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/reactivate', pathOf(orgId)),
  },
  resume: {
    label: 'Resume the subscription',
    icon: <IconPlayerPlay {...ICON} />,
    title: (name) => `Resume the subscription of ${name}?`,
    about: 'Members can spend again, and billing goes on.',
    done: (name) => `The subscription of ${name} runs again.`,
    send: (client, orgId) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/reactivate', pathOf(orgId)),
  },
  pause: {
    label: 'Pause',
    icon: <IconPlayerPause {...ICON} />,
    title: (name) => `Pause the subscription of ${name}?`,
    about: 'Nobody there can spend, and nothing is billed, until it is resumed. Credits are kept.',
    done: (name) => `The subscription of ${name} is paused.`,
    send: (client, orgId) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/pause', pathOf(orgId)),
  },
  'past-due': {
    label: 'Payment failed',
    icon: <IconAlertTriangle {...ICON} />,
    title: (name) => `Did a payment of ${name} fail?`,
    about: 'Its members may go on spending until the grace ends. Then nobody there can.',
    done: (name) => `${name} is past due.`,
    asks: 'reason',
    isDangerous: true,
    send: (client, orgId, { reason }) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/past-due', {
        ...pathOf(orgId),
        body: { reason: reason || null },
      }),
  },
  cancel: {
    label: 'Cancel',
    icon: <IconCircleX {...ICON} />,
    title: (name) => `Cancel the subscription of ${name}?`,
    about: 'After its end nobody there can spend. Every credit stays in the pool.',
    done: (name) => `The subscription of ${name} is canceled.`,
    asks: 'when',
    isDangerous: true,
    send: (client, orgId, { at = 'period_end' }) =>
      client.POST('/api/v1/org-billing/subscriptions/{org_id}/cancel', {
        ...pathOf(orgId),
        body: { at },
      }),
  },
  suspend: {
    label: 'Suspend',
    icon: <IconBan {...ICON} />,
    title: (name) => `Suspend ${name}?`,
    about:
      'All spending stops at once, for everybody there, until you reactivate it. The subscription goes on being billed.',
    done: (name) => `${name} is suspended.`,
    isDangerous: true,
    send: (client, orgId) => client.POST('/api/v1/organizations/{org_id}/suspend', pathOf(orgId)),
  },
  reactivate: {
    label: 'Reactivate',
    icon: <IconPlayerPlay {...ICON} />,
    title: (name) => `Reactivate ${name}?`,
    about: 'Its members can spend again.',
    done: (name) => `${name} is active again.`,
    send: (client, orgId) =>
      client.POST('/api/v1/organizations/{org_id}/reactivate', pathOf(orgId)),
  },
};

interface State {
  org_status: 'active' | 'suspended' | 'closed';
  subscription_status: 'trialing' | 'active' | 'past_due' | 'canceled' | 'paused' | null;
}

const OF_SUBSCRIPTION: Record<NonNullable<State['subscription_status']>, Verb[]> = {
  trialing: ['pause', 'cancel'],
  active: ['past-due', 'pause', 'cancel'],
  past_due: ['mark-paid', 'pause', 'cancel'],
  paused: ['resume', 'cancel'],
  canceled: [],
};

/** What can be done in a state; the server decides again. */
export function verbsIn({ org_status: status, subscription_status: subscription }: State): Verb[] {
  if (status === 'closed') return [];
  const ofSubscription = subscription ? OF_SUBSCRIPTION[subscription] : [];
  return [...ofSubscription, status === 'suspended' ? 'reactivate' : 'suspend'];
}
