import { strict as assert } from 'node:assert';

import { UPLOADERS, type Uploader } from './clients/uploaders.ts';
import type { ReverseProxy } from './http10-proxy.ts';
import type { Scenario, Subject } from './subject.ts';
import { withServer } from './with-server.ts';

/** The size of each upload of the delivery cases, in bytes, and the number of uploads. */
export const UPLOAD_SIZE = 20_000_000;
export const UPLOADS = 20;

/** Rejects unless every upload to a scenario's application gets its 507. */
export async function expectDelivered(
  subject: Subject,
  scenario: Scenario,
  upload: Uploader = UPLOADERS['http.request'] as Uploader,
): Promise<void> {
  await withServer(subject, scenario, ({ origin }) => expectAll507(origin, upload));
}

/** Rejects unless every upload to a scenario's application gets its 507 through a proxy. */
export async function expectDeliveredThrough(
  subject: Subject,
  scenario: Scenario,
  startProxy: (target: number) => Promise<ReverseProxy>,
): Promise<void> {
  await withServer(subject, scenario, async ({ port }) => {
    const proxy = await startProxy(port);
    try {
      await expectAll507(proxy.origin, UPLOADERS['fetch with a buffer'] as Uploader);
    } finally {
      await proxy.close();
    }
  });
}

/** Rejects unless every upload to an origin gets its 507. */
async function expectAll507(origin: string, upload: Uploader): Promise<void> {
  const outcomes: Record<string, number> = {};
  for (let count = 0; count < UPLOADS; count += 1) {
    const outcome = await upload(`${origin}/files/big`, UPLOAD_SIZE).then(
      ({ status, body }) => `${status} ${JSON.parse(body).error}`,
      (error) => String(error.cause ?? error),
    );
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  assert.deepEqual(outcomes, { '507 insufficient_storage': UPLOADS });
}
