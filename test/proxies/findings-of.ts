import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../../examples/store/test/service.ts';
import { diagnose } from '../../packages/cli/src/doctor/diagnose.ts';

/** Returns the ids that `http507 doctor` finds in a configuration. */
export async function findingsOf(configuration: string): Promise<string[]> {
  const file = join(await makeFolder(), 'configuration');
  await writeFile(file, configuration);
  return diagnose(file).findings.map(({ id }) => id);
}
