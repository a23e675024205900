import { existsSync } from 'node:fs';

import { missing } from '../../../packages/backends/test/missing.ts';

/** Where nginx is, or else why the tests that need it are skipped. */
export const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find((path) =>
  existsSync(path),
);
export const noNginx = nginx === undefined ? missing('nginx is not installed') : undefined;
