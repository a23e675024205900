import type { Exchange, Finding } from 'http507/inspect';

import { ask } from './gateway.ts';

/** Returns what `http507 inspect` finds wrong in an exchange. */
export function findingsOf(url: string, exchange: Exchange): Promise<readonly Finding[]> {
  return ask('judge', { url, exchange });
}
