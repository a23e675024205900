import { randomBytes } from 'node:crypto';

/** Returns a unique name for a temporary database, table, key or stream. */
export function uniqueName(): string {
  return `http507_${process.pid}_${randomBytes(4).toString('hex')}`;
}
