import { startNest } from './nest.mjs';

export function start(load, fail) {
  return startNest(load, fail, async () => {
    const { FastifyAdapter } = await load('@nestjs/platform-fastify');
    return new FastifyAdapter({ requestIdHeader: 'x-request-id' });
  });
}
