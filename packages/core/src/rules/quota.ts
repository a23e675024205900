import type { StorageFacts } from '../facts.ts';

/** An allotment is used up, whichever backend keeps it. */
export const QUOTA: StorageFacts = { reason: 'quota', kind: 'quota' };
