import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { readCodeBlocks } from './code-blocks.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Additional imports of a fragment, by package and module. */
const IMPORTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  express: { '@http507/express': ['storageExhaustedHandler'] },
  nestjs: {
    '@http507/nestjs': ['StorageExhaustedFilter', 'StorageExhaustedModule'],
    '@nestjs/common': ['Controller', 'Module', 'Put', 'Req', 'UseFilters', 'UseGuards'],
  },
  fetch: { '@hono/node-server': ['serve'] },
};

/** The type of `app` in a fragment that does not create one. */
const APPS: Readonly<Record<string, string>> = {
  express: "import('express').Express",
  fastify: "import('fastify').FastifyInstance",
  koa: "import('koa')",
  nestjs: "import('@nestjs/common').INestApplication",
};

const blocks = readCodeBlocks().filter(({ tag }) => tag.endsWith(' types'));

describe.each(['js', 'ts'])('types in %s', (language) => {
  const own = blocks.filter((block) => block.language === language);

  test(`of ${own.length} snippets: ${[...new Set(own.map(({ file }) => file))].join(', ')}`, async () => {
    const folders: string[] = [];
    try {
      const files = await Promise.all(
        own.map(async ({ file, tag, code }, index) => {
          const name = tag.replace(/ types$/, '');
          // A folder in which the package and its framework can be imported.
          const folder = await mkdtemp(join(ROOT, 'packages', name, '.snippet-'));
          folders.push(folder);
          const path = join(folder, `${file.replaceAll('/', '-')}-${index}.ts`);
          await writeFile(path, `${preludeOf(name, code)}\n${code}\nexport {};\n`);
          return path;
        }),
      );
      const folder = await mkdtemp(join(ROOT, 'test', '.snippet-'));
      folders.push(folder);
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configurationOf(language, files)));
      expect(await check(folder)).toBe('');
    } finally {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
    }
  });
});

function preludeOf(name: string, code: string): string {
  const imported = [...code.matchAll(/^import \{(.*?)\} from/gms)].join().split(/\W+/);
  const imports = Object.entries(IMPORTS[name] ?? {}).flatMap(([module, names]) =>
    names.filter((item) => !imported.includes(item)).map((item) => `import { ${item} } from '${module}';`),
  );
  const app = APPS[name] && !/\bapp = /.test(code) ? `declare const app: ${APPS[name]};` : '';
  return imports.join('') + app;
}

function configurationOf(language: string, files: string[]): object {
  return {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: {
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      experimentalDecorators: true,
      declaration: false,
      noUnusedLocals: false,
      // In JavaScript, a missing type is no error.
      ...(language === 'js' && {
        noImplicitAny: false,
        strictNullChecks: false,
        exactOptionalPropertyTypes: false,
      }),
    },
    files: [...files, join(ROOT, 'test/snippet-globals.d.ts')],
  };
}

/** Resolves to the compiler's output. */
async function check(folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
    return stdout;
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}
