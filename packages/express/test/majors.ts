import { createRequire } from 'node:module';

import type express from 'express';

const require = createRequire(import.meta.url);

/** Express in each major version that the adapter supports. */
export const MAJORS = ['express4', 'express'].map((alias) => ({
  major: `express ${require(`${alias}/package.json`).version}`,
  express: require(alias) as typeof express,
}));
