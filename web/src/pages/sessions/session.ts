import type { Schema } from '~/api';

/** A sign-in of the viewer that has not ended. */
export type Session = Schema<'SessionResponse'>;
