import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { compareApi, entriesOf } from '../api-report.mjs';
import { PACKAGES } from './packages.mjs';

/** Checks that the API reports in etc match the built types. */
export async function checkApi({ check }, { folder }) {
  for (const entry of PACKAGES.flatMap(entriesOf)) {
    await check(`etc/${entry.name}.api.md is up to date`, () => {
      const temporary = join(folder, 'api', entry.name);
      mkdirSync(temporary, { recursive: true });
      if (!compareApi(entry, { temporary })) {
        throw new Error('The API has changed. If that is intended, run npm run api');
      }
    });
  }
}
