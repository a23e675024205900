// `npm test`: installs, builds, type-checks, lints and runs the tests. Further arguments go to vitest.
import { pnpm } from './pnpm.mjs';

await pnpm('install', '--frozen-lockfile');
await pnpm('exec', 'turbo', 'run', 'build', 'typecheck', '--output-logs=errors-only');
await pnpm('exec', 'tsc', '-p', '.');
await pnpm('run', 'lint');
await pnpm('run', 'size');
await pnpm('exec', 'vitest', 'run', '--coverage', '--project=!long*', ...process.argv.slice(2));
