import { writeFile } from 'node:fs/promises';

import { createHandler } from './handler.mjs';

const fetch = createHandler({
  '/full': () => Bun.write('/dev/full', 'x'),
  '/full-node': () => writeFile('/dev/full', 'x'),
});
const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch, development: false });
console.log(port);
