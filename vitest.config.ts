import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The tests run on the sources, so that coverage means something; the examples run as built.
const alias = Object.fromEntries(
  ['core', 'guard', 'node', 'express', 'fastify', 'koa', 'nestjs', 'conformance'].map((name) => [
    `@http507/${name}`,
    at(`packages/${name}/src/index.ts`),
  ]),
);

const nest = [10, 11, 12].map((major) => ({
  // The adapter and its tests load what is installed beside this major's package.json.
  resolve: {
    alias,
    dedupe: Object.keys(
      JSON.parse(readFileSync(at(`packages/nestjs/majors/${major}/package.json`), 'utf8')).dependencies,
    ),
  },
  test: {
    name: `nestjs ${major}`,
    root: at(`packages/nestjs/majors/${major}`),
    dir: at('packages/nestjs'),
    include: ['test/**/*.test.ts'],
    env: { NEST_MAJOR: String(major) },
    testTimeout: 60_000,
  },
}));

export default defineConfig({
  test: {
    reporters: ['default', './scripts/tally-reporter.ts'],
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts', 'packages/!(nestjs)/test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      ...nest,
      {
        test: {
          name: 'examples',
          include: ['examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/{core,guard,node,express,fastify,koa,nestjs}/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'text'],
      thresholds: { 'packages/core/src/**': { 100: true } },
    },
  },
});
