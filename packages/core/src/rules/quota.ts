import type { StorageFacts } from '../facts.ts';

/** A quota is used up, in any backend. */
export const QUOTA: StorageFacts = { reason: 'quota', kind: 'quota' };
