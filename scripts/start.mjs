// `npm start`: installs, builds, starts the four example services and shows what they answer when there is no room.
import { pnpm } from './pnpm.mjs';

await pnpm('install', '--frozen-lockfile');
await pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
await import('./demo.mjs');
