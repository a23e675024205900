import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../apps/playground/dist/server/start.js', import.meta.url));

/**
 * Starts the playground: its page, and the four frameworks with http507 and without. Rejects if it exits before that. It reports the reason on stderr.
 *
 * @returns the process and, as a promise, `{ page, services }`: the origin of the page, and the origins of the services by their ids
 */
export function startPlayground() {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const started = new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The playground exited with ${code}`)));
  });
  return { child, started };
}

/** Deletes all files of the playground's services. */
export async function makeRoom(page) {
  await fetch(`${page}/api/make-room`, { method: 'POST', headers: { Origin: page } });
}
