import { createRequire } from 'node:module';

import type Koa from 'koa';

const require = createRequire(import.meta.url);

/** Koa in each major version that the adapter supports. */
export const MAJORS = ['koa2', 'koa'].map((alias) => {
  const exported = require(alias);
  return {
    major: `koa ${require(`${alias}/package.json`).version}`,
    Koa: (exported.default ?? exported) as typeof Koa,
  };
});
