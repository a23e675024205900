import { createAdaptorServer } from '@hono/node-server';
import { listen } from '@http507/conformance';

/** Serves a fetch handler on Node until the running test ends and resolves to its origin. */
export function serve(fetch: (request: Request) => unknown): Promise<string> {
  return listen(createAdaptorServer({ fetch }));
}
