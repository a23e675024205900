import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { compareApi, entriesOf } from '../api-report.mjs';
import { PACKAGES } from './packages.mjs';

/** Whether the API report that is checked in is that of the types as built. */
export async function checkApi({ check }, { folder }) {
  for (const entry of PACKAGES.flatMap(entriesOf)) {
    await check(`etc/${entry.name}.api.md is up to date`, () => {
      const temporary = join(folder, 'api', entry.name);
      mkdirSync(temporary, { recursive: true });
      if (!compareApi(entry, { temporary })) {
        throw new Error('It has drifted: if that is meant, npm run api writes it anew');
      }
    });
  }
}
