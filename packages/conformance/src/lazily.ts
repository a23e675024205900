import { lazyContinue } from '@http507/node';

import type { Subject } from './subject.ts';

/** Returns a subject whose servers send `100 Continue` only when the body is read. */
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
