import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

import { startFullService } from './full-service.ts';

const BUILT = fileURLToPath(new URL('../dist/index.js', import.meta.url));

test('nothing keeps a process alive when no request waits', async () => {
  const { url } = await startFullService({ headers: { 'Retry-After': '200' } });
  const program = `
    import { wrapFetch } from ${JSON.stringify(BUILT)};
    const send = wrapFetch(fetch, { retry: { within: '1 h' } });
    const signal = AbortSignal.timeout(500);
    await send(${JSON.stringify(url)}, { method: 'PUT', signal }).catch(({ name }) => console.log(name));
    await send(${JSON.stringify(url)}, { method: 'POST' }).catch(({ name }) => console.log(name));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  // An hour later than the test waits, if a timer were left.
  const [code] = await once(child, 'close');
  expect([code, output]).toEqual([0, 'TimeoutError\nInsufficientStorageError\n']);
});
