import { randomBytes } from 'node:crypto';

/** Returns a name that nothing else has: for databases, tables, keys and streams that are dropped again. */
export function uniqueName(): string {
  return `http507_${process.pid}_${randomBytes(4).toString('hex')}`;
}
