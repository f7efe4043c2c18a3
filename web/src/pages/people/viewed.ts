import type { Schema } from '~/api';

/** What the sections of an organization's people show, and their dialogs change. */
export type Organization = Schema<'OrganizationDetailResponse'>;
export type Member = Schema<'MemberResponse'>;
export type Invitation = Schema<'InvitationResponse'>;
export type Key = Schema<'KeyResponse'>;
