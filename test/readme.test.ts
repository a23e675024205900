import { existsSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { type CodeBlock, readCodeBlocks } from './code-blocks.ts';
import { printFromSnippet, uploadToSnippet } from './run-snippet.ts';

const blocks = readCodeBlocks();
const snippets = blocks.filter(({ tag }) =>
  ['express', 'fastify', 'koa', 'nestjs', 'node', 'hono'].includes(tag),
);
const answers = blocks.filter(({ language }) => language === 'http');

/** Headers about the connection and the time, and the framework's own. */
const INCIDENTAL = ['date', 'connection', 'keep-alive', 'x-powered-by'];

test('the snippet of core runs', async () => {
  const { code } = blocks.find(({ file }) => file === 'packages/core/README.md') as CodeBlock;
  const lines = await printFromSnippet(
    'core',
    `${code}\nconsole.log(status, headers['Content-Type'], body);`,
  );
  expect(lines).toMatch(/^507 text\/plain; charset=utf-8 507 Insufficient Storage\n\nYour plan is full\./);
});

test('the README has a snippet for each framework', () => {
  const own = snippets.filter(({ file }) => file === 'README.md').map(({ tag }) => tag);
  expect(own).toEqual(['express', 'fastify', 'koa', 'nestjs']);
});

describe.skipIf(!existsSync('/dev/full'))('snippets (skipped without /dev/full)', () => {
  test.each(snippets)('$tag, of $file', async ({ tag, code }) => {
    const { status, headers, body } = await uploadToSnippet(tag, code);
    expect(status).toBe(507);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ error: 'insufficient_storage', reason: 'capacity' });
  });

  test.each(answers)('the answer in $file is the one that an upload gets', async ({ code }) => {
    const { code: snippet } = snippets.find(({ tag }) => tag === 'express') as CodeBlock;
    const { status, headers, body } = await uploadToSnippet('express', snippet);
    const [head = '', shownBody] = code.split('\n\n');
    const [statusLine, ...shownHeaders] = head.split('\n');
    expect(statusLine).toBe(`HTTP/1.1 ${status} Insufficient Storage`);
    expect(Object.fromEntries(shownHeaders.map((line) => splitHeader(line)))).toEqual(
      Object.fromEntries(Object.entries(headers).filter(([name]) => !INCIDENTAL.includes(name))),
    );
    expect(shownBody?.trim()).toBe(body);
  });
});

function splitHeader(line: string): [string, string] {
  const [name = '', value = ''] = line.split(': ');
  return [name.toLowerCase(), value];
}
