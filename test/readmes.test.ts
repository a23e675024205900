import { describe, expect, test } from 'vitest';

import { listDocuments, readCodeBlocks, readDocument } from './code-blocks.ts';

const blocks = readCodeBlocks();
const readmes = listDocuments().filter(
  (file) =>
    /^packages\/[^/]+\/README\.md$/.test(file) &&
    !JSON.parse(readDocument(file.replace('README.md', 'package.json'))).private,
);

/** The headings that several READMEs have, in the order in which they come; one's own come where they belong. */
const ORDER = [
  'Install',
  'The answer',
  'Options',
  'Guard',
  'Order of registration',
  'What it leaves alone',
  'What it does not promise',
  'Supported versions',
];

/** The shell of the examples, which starts what goes on, or asks it: what it answers is tested beside each example. */
const SHELL: Readonly<Record<string, number>> = {
  'examples/documents/README.md': 1,
  'examples/express/README.md': 2,
  'examples/fastify/README.md': 2,
  'examples/koa/README.md': 2,
  'examples/nestjs/README.md': 2,
  'examples/store/README.md': 2,
};

describe.each(readmes)('%s', (file) => {
  const text = readDocument(file);
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

  test('has what every README has, in one order', () => {
    expect(text.startsWith(`# @http507/${file.split('/')[1]}\n\n`)).toBe(true);
    expect([headings[0], headings.at(-1)]).toEqual(['Install', 'Supported versions']);
    const shared = headings.filter((heading) => ORDER.includes(heading));
    expect(shared).toEqual(ORDER.filter((heading) => shared.includes(heading)));
    expect(new Set(headings).size).toBe(headings.length);
  });

  test('says how it is installed before its first snippet', () => {
    const [, install = ''] = /^## Install\n\n(.*?)^```/ms.exec(text) ?? [];
    expect(install).toContain(`npm install ${install.includes('--save-dev') ? '--save-dev ' : ''}@http507/`);
  });
});

test('every snippet of JavaScript and TypeScript is run, type-checked, or a file', () => {
  const PROGRAMS = /^(?:core|node|express|fastify|koa|nestjs)$/;
  const GUARD_PROGRAMS = /^guard (?:brief|express|fastify|koa|nestjs)$/;
  const unchecked = blocks
    .filter(({ language }) => /^(?:[cm]?[jt]sx?|javascript|typescript)$/.test(language))
    .filter(
      ({ file, tag }) =>
        !tag.endsWith(' types') &&
        !/^docs\/adapters\/.+\.ts$/.test(tag) &&
        !(file === 'docs/recognition.md' && tag === 'core') &&
        !(file.endsWith('README.md') && (PROGRAMS.test(tag) || GUARD_PROGRAMS.test(tag))),
    );
  expect(unchecked.map(({ file, code }) => `${file}: ${code.split('\n')[0]}`)).toEqual([]);
});

test('a snippet that shows a file shows all of it', () => {
  const shown = blocks.filter(({ tag }) => tag.startsWith('docs/adapters/'));
  for (const { tag, code } of shown) expect(code).toBe(readDocument(tag));
  expect(shown.map(({ tag }) => tag)).not.toEqual([]);
});

test('shell is in the READMEs of the examples alone, and is not run', () => {
  // The program in docs/clients.md is, by test/clients.
  const shell = blocks.filter(
    ({ language, tag }) => /^(?:sh|bash|shell|console)$/.test(language) && tag !== 'upload.sh',
  );
  const counts: Record<string, number> = {};
  for (const { file } of shell) counts[file] = (counts[file] ?? 0) + 1;
  expect(counts).toEqual(SHELL);
});
