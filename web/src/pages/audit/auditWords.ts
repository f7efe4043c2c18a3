// The audit log in words. What is not known here is shown as the server names it: a new kind of
// event must never be missing from the log.

import type { Schema } from '~/api';
import { formatMoment, planName, ROLE_NAMES } from '~/components';
import { formatCredits, formatUsd, parseMicros } from '~/money';

type Details = Schema<'AuditEventResponse'>['details'];

export const EVENT_WORDS: Record<string, string> = {
  'org.created': 'Organization created',
  'org.updated': 'Settings changed',
  'org.suspended': 'Organization suspended',
  'org.reactivated': 'Organization reactivated',
  'org.closed': 'Organization closed',
  'org.member.added': 'Member added',
  'org.member.removed': 'Member removed',
  'org.member.role_changed': 'Role changed',
  'org.invitation.created': 'Invitation made',
  'org.invitation.accepted': 'Invitation accepted',
  'org.invitation.revoked': 'Invitation revoked',
  'org.provider_key.created': 'Provider key brought',
  'org.provider_key.revoked': 'Provider key taken back',
  'org.own_keys_fall_over.set': 'Fall-over of own provider keys set',
  'org.model_price.set': 'Price of a model set',
  'org.key.created': 'Key made',
  'org.key.revoked': 'Key revoked',
  'org.limits.set': 'Limits set',
  'org.subscription.created': 'Subscription started',
  'org.subscription.upgraded': 'Plan upgraded',
  'org.subscription.downgraded': 'Plan downgraded',
  'org.subscription.kept': 'Change of plan withdrawn',
  'org.subscription.renewed': 'Subscription renewed',
  'org.subscription.past_due': 'Payment failed',
  'org.subscription.paid': 'Subscription paid',
  'org.subscription.paused': 'Subscription paused',
  'org.subscription.resumed': 'Subscription resumed',
  'org.subscription.cancellation_requested': 'Cancellation requested',
  'org.subscription.canceled': 'Subscription canceled',
  'org.invoice.paid': 'Invoice paid',
  'org.invoice.voided': 'Invoice voided',
  'org.month.reversed': 'Credits of a month taken back',
  'org.boundary.moved': 'Date moved by hand',
  'org.credits.ordered': 'Credits ordered',
  'org.credits.purchased': 'Credits added to the pool',
  'org.credits.purchase_ended': 'Purchase ended unpaid',
  'org.credits.refunded': 'Credits taken out of the pool',
  'org.credits.allocated': 'Allocation changed',
  'org.credits.reclaimed': 'Credits reclaimed',
  'org.credits.transferred': 'Credits given to another member',
  'org.credit_request.created': 'More credits asked for',
  'org.credit_request.approved': 'Request for credits approved',
  'org.credit_request.declined': 'Request for credits declined',
  'org.credit_request.withdrawn': 'Request for credits withdrawn',
  'org.refresh.configured': 'Own monthly grant changed',
  'user.allocation.created': 'Credits first allocated',
  'user.allocation.closed': 'Allocation closed',
  'user.allocation.exhausted': 'Over 90% of an allocation used',
  'credit.usage.refunded': 'Usage refunded',
  'credit.deduction.failed': 'Spending refused',
  'model.price.set': 'Price of a model set',
  'calendar.resumed': 'Calendar let go on',
  'user.signed_in': 'Signed in',
  'user.signed_out': 'Signed out',
  'user.sign_in_refused': 'Sign-in refused',
  'user.created': 'First signed in through the provider',
  'user.bound': 'Known person bound to the provider',
  'user.system_admin_granted': 'Made system admin by the provider',
  'user.system_admin_removed': 'No longer system admin by the provider',
};

/** An event in words; one that is not known here by its own name. */
export function eventWords(type: string): string {
  return EVENT_WORDS[type] ?? type;
}

const ABSENT_VALUE = 'none';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:|$)/;

/** The details of an event, each as "name: value"; a change as "before → after". */
export function detailWords(details: Details): string[] {
  return (
    Object.entries(details)
      .filter(([name, value]) => !isNoise(name, value))
      // What somebody wrote comes last: it is the longest.
      .sort(([one], [other]) => Number(one === 'reason') - Number(other === 'reason'))
      .map(([name, value]) => `${nameWords(name)}: ${valueWords(name, value)}`)
  );
}

function isNoise(name: string, value: unknown): boolean {
  // Ids say nothing to people; who must have them reads the log through the API.
  if (name.endsWith('_id') || (typeof value === 'string' && ID.test(value))) return true;
  return value === null || value === '';
}

function nameWords(name: string): string {
  const words = name.replace(/_usd$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueWords(name: string, value: unknown): string {
  if (Array.isArray(value) && value.length === 2) {
    return value.map((one) => valueWords(name, one)).join(' → ');
  }
  if (value === null || value === undefined) return ABSENT_VALUE;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' || typeof value === 'string') {
    return scalarWords(name, value);
  }
  return JSON.stringify(value);
}

function scalarWords(name: string, value: number | string): string {
  if (name === 'role') return ROLE_NAMES[value as keyof typeof ROLE_NAMES] ?? String(value);
  if (name.includes('plan')) return planName(String(value));
  if (typeof value === 'string' && MOMENT.test(value)) {
    return formatMoment(value, true);
  }
  const micros = parseMicros(value);
  if (micros === null) return String(value);
  return name.endsWith('_usd') ? formatUsd(micros) : formatCredits(micros);
}
