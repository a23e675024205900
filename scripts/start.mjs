// `npm start`: installs, builds, starts the four example services and shows how they answer when there is no room. It also starts the playground's
// page, unless it is called as `npm start --no-page`.
import { pnpmQuietly } from './pnpm.mjs';
import { showProgress } from './show-progress.mjs';

const clear = showProgress('Installing and building. The first time takes about half a minute.');
await pnpmQuietly('install', '--frozen-lockfile');
await pnpmQuietly('exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
clear();
await import('./demo/demo.mjs');
