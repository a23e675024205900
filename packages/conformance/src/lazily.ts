import { lazyContinue } from '@http507/node';

import type { Subject } from './subject.ts';

/** Returns a subject whose servers answer `Expect: 100-continue` only when the body is read. */
export function lazily(subject: Subject): Subject {
  return {
    ...subject,
    async createServer(scenario) {
      const server = await subject.createServer(scenario);
      lazyContinue(server);
      return server;
    },
  };
}
