import { expect } from 'vitest';

import { expectRow } from '../../../test/client-table.ts';
import { type Served, VOLUME_BYTES } from './both-servers.ts';

/**
 * Checks the row of a client whose upload does not fit. Without http507, the client sends all that fits, and more with each attempt. With it,
 * no byte of the body arrives.
 *
 * @param sees - what its user sees with http507
 */
export function expectCreationRow(client: string, sees: string, without: Served, withIt: Served): void {
  expect(without.bodyBytes()).toBeGreaterThan(VOLUME_BYTES);
  expect(withIt.bodyBytes()).toBe(0);
  expectRow('tus', {
    client,
    sees: withoutIds(sees),
    attempts: [without.attempts(), withIt.attempts()],
    bytes: ['more than fits', '0'],
  });
}

/** Replaces what differs between two runs. */
export function withoutIds(message: string): string {
  return message
    .replace(/http:\/\/[^\s,)]*/g, '…')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
    .replace(/\s+/g, ' ')
    .trim();
}
