import { CASES, reasonToSkip } from '@http507/conformance';
import { test } from 'vitest';

import { hapi } from './hapi.ts';

// The fast cases. conformance.long.test.ts runs all of them.
const quick = CASES.filter(({ id }) =>
  /^(?:reply|profile|request-id|headers|after-headers|callbacks|http2\.head)/.test(id),
)
  .filter(({ id }) => !Object.hasOwn(hapi.exceptions, id))
  .filter((conformanceCase) => !reasonToSkip(conformanceCase, hapi));

test.each(quick)('$id: $must', ({ check }) => check(hapi));
