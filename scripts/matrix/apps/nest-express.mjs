import { startNest } from './nest.mjs';

export function start(load, fail) {
  return startNest(load, fail, async () => {
    const { ExpressAdapter } = await load('@nestjs/platform-express');
    const adapter = new ExpressAdapter();
    adapter.disable('x-powered-by');
    return adapter;
  });
}
