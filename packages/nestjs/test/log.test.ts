import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { StorageExhaustedError, StorageExhaustedModule } from '../src/index.ts';
import { post, startApplication } from './start-application.ts';

/** The members of a record in docs/operations/logs.md. */
const page = readFileSync(new URL('../../../docs/operations/logs.md', import.meta.url), 'utf8');
const MEMBERS = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, member]) => member);

test("Nest's logger gets the documented members, those that every other logger gets", async () => {
  const records: Record<string, unknown>[] = [];
  const ignore = (): void => {};
  const origin = await startApplication({
    platform: 'express',
    metadata: { imports: [StorageExhaustedModule.forRoot()] },
    logger: { log: ignore, warn: ignore, error: (record) => records.push(record) },
    route() {
      throw new StorageExhaustedError('note', {
        kind: 'disk',
        resource: '/data',
        retryAfter: 9,
        temporary: 'x' as never,
      });
    },
  });
  await (await post(origin)).arrayBuffer();
  const [{ message, ...record } = {}] = records;
  expect(message).toBe('Storage exhausted: answered 507');
  expect(Object.keys(record).sort()).toEqual([...MEMBERS].sort());
});
