import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const DEMO = fileURLToPath(new URL('../../../scripts/demo/demo.mjs', import.meta.url));

test.skipIf(!existsSync('/dev/full')).each(['with the page', 'with --no-page'])(
  'the demonstration shows one answer, compares the others with it, and exits on SIGTERM, %s (skipped without /dev/full)',
  async (way) => {
    const hasPage = way === 'with the page';
    const demo = spawn(process.execPath, hasPage ? [DEMO] : [DEMO, '--no-page'], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(demo, 'exit');
    demo.stdout.on('data', (chunk) => {
      if (String(chunk).includes('Try it.')) demo.kill('SIGTERM');
    });
    const output = await text(demo.stdout);
    expect(await exit).toEqual([0, null]);
    expect(output.match(/^ {2}HTTP\/1.1 507 Insufficient Storage$/gm)).toHaveLength(1);
    expect(output).toContain('Fastify, Koa and NestJS: identical.');
    expect(output).toContain("the kernel's own ENOSPC. Express, Fastify, Koa and NestJS: identical.");
    for (const framework of ['Express', 'Fastify', 'Koa', 'NestJS']) {
      expect(output.match(new RegExp(`^  ${framework} +(PUT|POST) +(?!507)\\S`, 'gm'))).toHaveLength(2);
    }
    expect(output.match(/^ {2}.*curl /gm)).toHaveLength(hasPage ? 2 : 3);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(
      hasPage ? /^ {2}Fill a disk in the browser: http:\/\/127\.0\.0\.1:\d+$/ : /^ {2}curl /,
    );
    const lines = output.split('\n');
    // npm and the line of progress add five lines.
    expect(lines.length + 5).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  },
);
