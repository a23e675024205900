import { writeFile } from 'node:fs/promises';

import { createHandler } from './handler.mjs';

const handler = createHandler({
  '/full': () => Deno.writeTextFile('/dev/full', 'x'),
  '/full-node': () => writeFile('/dev/full', 'x'),
});
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) }, handler);
