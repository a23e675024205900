import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

test('docs/inspect.md is what the rules say', () => {
  const script = fileURLToPath(new URL('../scripts/inspect-page.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--check']);
});
