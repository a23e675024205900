import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Tests of packages run on the sources, so that coverage is measured. Examples run as built.
const alias = {
  // Longer names first, because an alias also matches the beginning of a name.
  '@http507/core/logging': at('packages/core/src/logging.ts'),
  '@http507/core/profiles': at('packages/core/src/profiles/index.ts'),
  '@http507/guard/multer': at('packages/guard/src/multer.ts'),
  '@http507/opentelemetry/prometheus': at('packages/opentelemetry/src/prometheus.ts'),
  '@http507/guard/fastify-multipart': at('packages/guard/src/fastify-multipart.ts'),
  ...Object.fromEntries(
    ['axios', 'got', 'ky', 'undici', 'upload'].map((name) => [
      `@http507/client/${name}`,
      at(`packages/client/src/${name}.ts`),
    ]),
  ),
  ...Object.fromEntries(
    [
      'core',
      'guard',
      'node',
      'express',
      'fastify',
      'koa',
      'nestjs',
      'fetch',
      'client',
      'conformance',
      'openapi',
      'opentelemetry',
    ].map((name) => [`@http507/${name}`, at(`packages/${name}/src/index.ts`)]),
  ),
};

/** Enough for a slow machine with other work. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

/** Runs tests on one major of Nest: the adapter and its tests load the packages that are installed for this major. */
const onNest = (major: number, name: string, include: string[]) => ({
  resolve: {
    alias,
    dedupe: Object.keys(
      JSON.parse(readFileSync(at(`packages/nestjs/majors/${major}/package.json`), 'utf8')).dependencies,
    ),
  },
  test: {
    name: `${name} ${major}`,
    root: at(`packages/nestjs/majors/${major}`),
    dir: at('packages/nestjs'),
    include,
    env: { NEST_MAJOR: String(major) },
    ...PATIENCE,
  },
});

/** The examples that are tested with `npm run test:long`. */
const PROTOCOL_EXAMPLES = '{webdav,tus,objects,observed}';

/** The tests of `npm run test:long`: slow tests, the examples of protocols, the conformance cases on Nest, and older majors of Nest. */
const long = [
  {
    resolve: { alias },
    test: {
      name: 'long',
      include: ['{packages,docs/adapters,examples}/*/test/**/*.long.test.ts', 'test/**/*.long.test.ts'],
      ...PATIENCE,
    },
  },
  {
    test: {
      name: 'long examples',
      include: [`examples/${PROTOCOL_EXAMPLES}/test/**/*.test.ts`],
      exclude: ['**/*.long.test.ts', '**/node_modules/**'],
      ...PATIENCE,
    },
  },
  ...[10, 11].map((major) => onNest(major, 'long nestjs', ['test/**/*.test.ts'])),
  onNest(12, 'long nestjs', ['test/conformance.test.ts']),
];

export default defineConfig({
  test: {
    reporters: ['default', './scripts/tally-reporter.ts'],
    // By default vitest leaves one core free, which is half of a machine with two.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'packages',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/!(nestjs)/test/**/*.test.ts',
            'docs/adapters/*/test/**/*.test.ts',
          ],
          exclude: ['**/*.long.test.ts', '**/node_modules/**'],
          ...PATIENCE,
        },
      },
      onNest(12, 'nestjs', ['test/**/!(conformance).test.ts']),
      ...long,
      {
        // The tests of `npm run test:page`. Browsers need the machine for themselves.
        test: { name: 'long page', include: ['apps/playground/test/**/*.test.ts'], ...PATIENCE },
      },
      {
        test: {
          name: 'examples',
          include: ['examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.long.test.ts', `examples/${PROTOCOL_EXAMPLES}/**`, '**/node_modules/**'],
          ...PATIENCE,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: [
        'packages/{core,guard,node,express,fastify,koa,nestjs,fetch,client,cli,opentelemetry}/src/**/*.ts',
      ],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'text'],
      thresholds: { 'packages/core/src/**': { 100: true } },
    },
  },
});
