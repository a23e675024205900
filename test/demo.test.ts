import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const DEMO = fileURLToPath(new URL('../scripts/demo.mjs', import.meta.url));

test.skipIf(!existsSync('/dev/full'))(
  'the demonstration shows that the four services agree, and ends with a signal (not where there is no /dev/full)',
  async () => {
    const demo = spawn(process.execPath, [DEMO], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(demo, 'exit');
    demo.stdout.on('data', (chunk) => {
      if (String(chunk).includes('To copy:')) demo.kill('SIGTERM');
    });
    const output = await text(demo.stdout);
    expect(await exit).toEqual([0, null]);
    expect(output.match(/^The four agree, the time and the connection aside\.$/gm)).toHaveLength(2);
    expect(output.match(/^status +(507 Insufficient Storage *){4}$/gm)).toHaveLength(2);
  },
);
