// `npm run api` writes the API report of each published package from its built types. `npm run matrix api` compares them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compareApi, entriesOf } from './api-report.mjs';
import { PACKAGES, ROOT } from './matrix/packages.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'http507-api-'));
mkdirSync(join(ROOT, 'etc'), { recursive: true });
try {
  for (const entry of PACKAGES.flatMap(entriesOf)) {
    const same = compareApi(entry, { temporary, update: true });
    console.log(`etc/${entry.name}.api.md ${same ? 'is up to date' : 'was written'}`);
  }
} finally {
  rmSync(temporary, { recursive: true });
}
