import { writeFile } from 'node:fs/promises';

import { serve } from '@hono/node-server';
import { createHandler } from './handler.mjs';

const fetch = createHandler({
  '/full': () => writeFile('/dev/full', 'x'),
  '/full-node': () => writeFile('/dev/full', 'x'),
});
serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
