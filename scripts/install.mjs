// Installs what the lockfile says, with the pinned pnpm. Further arguments go to it.
import { pnpm } from './pnpm.mjs';

await pnpm('install', '--frozen-lockfile', ...process.argv.slice(2));
