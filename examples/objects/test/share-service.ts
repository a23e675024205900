import { beforeAll } from 'vitest';

import { type Service, startService } from '../../store/test/service.ts';

/** Starts the service once for all tests of a suite, and returns the function that returns it. */
export function shareService(): () => Service {
  let service: Service;
  beforeAll(async () => {
    const cleanUps: (() => Promise<void>)[] = [];
    service = await startService('objects', {}, (cleanUp) => cleanUps.push(cleanUp));
    return async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
    };
  });
  return () => service;
}
