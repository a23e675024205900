import { describe, expect, test } from 'vitest';

import { listDocuments, readCodeBlocks, readDocument } from './code-blocks.ts';

const blocks = readCodeBlocks();
const readmes = listDocuments().filter(
  (file) =>
    /^packages\/[^/]+\/README\.md$/.test(file) &&
    !JSON.parse(readDocument(file.replace('README.md', 'package.json'))).private,
);

/** The headings that several READMEs share, in their order. Other headings may be anywhere. */
const ORDER = [
  'Install',
  'The answer',
  'Options',
  'Guard',
  'Order of registration',
  'What stays unchanged',
  'Supported versions',
];

/** The number of shell snippets per README. The tests of the examples cover what these commands do. */
const SHELL: Readonly<Record<string, number>> = {
  'examples/documents/README.md': 1,
  'examples/express/README.md': 2,
  'examples/fastify/README.md': 2,
  'examples/koa/README.md': 2,
  'examples/nestjs/README.md': 2,
  'examples/objects/README.md': 4,
  'examples/observed/README.md': 4,
  'examples/store/README.md': 2,
  'examples/webdav/README.md': 2,
  'examples/tus/README.md': 2,
};

describe.each(readmes)('%s', (file) => {
  const text = readDocument(file);
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

  test('has the shared headings in order', () => {
    expect(text.startsWith(`# ${nameOf(file)}\n\n`)).toBe(true);
    expect([headings[0], headings.at(-1)]).toEqual(['Install', 'Supported versions']);
    const shared = headings.filter((heading) => ORDER.includes(heading));
    expect(shared).toEqual(ORDER.filter((heading) => shared.includes(heading)));
    expect(new Set(headings).size).toBe(headings.length);
  });

  test('says how to install the package before the first snippet', () => {
    const [, install = ''] = /^## Install\n\n(.*?)^```/ms.exec(text) ?? [];
    const scope = nameOf(file).replace(/[^/]*$/, '');
    expect(install).toContain(`npm install ${install.includes('--save-dev') ? '--save-dev ' : ''}${scope}`);
  });
});

test('every snippet of JavaScript and TypeScript runs, is type-checked, or is a file', () => {
  const PROGRAMS = /^(?:core|node|express|fastify|koa|nestjs|hono)$/;
  const GUARD_PROGRAMS = /^guard (?:brief|express|fastify|koa|nestjs|node)$/;
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

test('a snippet of a file is the whole file', () => {
  const shown = blocks.filter(({ tag }) => tag.startsWith('docs/adapters/'));
  for (const { tag, code } of shown) expect(code).toBe(readDocument(tag));
  expect(shown.map(({ tag }) => tag)).not.toEqual([]);
});

test('only the READMEs of the examples have shell snippets', () => {
  // test/clients runs the program in docs/clients.md.
  const shell = blocks.filter(
    ({ language, tag }) => /^(?:sh|bash|shell|console)$/.test(language) && tag !== 'upload.sh',
  );
  const counts: Record<string, number> = {};
  for (const { file } of shell) counts[file] = (counts[file] ?? 0) + 1;
  expect(counts).toEqual(SHELL);
});

/** Returns the name of the package that a README is of. */
function nameOf(file: string): string {
  return JSON.parse(readDocument(file.replace('README.md', 'package.json'))).name;
}
