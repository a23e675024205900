// Installs the versions of the lockfile with the pinned pnpm. Passes further arguments to pnpm.
import { pnpm } from './pnpm.mjs';

await pnpm('install', '--frozen-lockfile', ...process.argv.slice(2));
