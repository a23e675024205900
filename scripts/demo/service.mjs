import { spawn } from 'node:child_process';

/** The settings of an example service that it must not inherit from this process. */
const OWN_SETTINGS = ['HOST', 'DATA_DIR', 'QUOTA_BYTES', 'LEASE_SECONDS', 'REDIS_URL', 'DATABASE_URL'];

/**
 * Starts a service in a process of its own. Rejects with the end of its stderr if it exits before it listens.
 *
 * @param script - the file to run
 * @param env - settings that the service gets in addition to this process's environment
 * @returns the process and, as a promise, the origin that the service prints
 */
export function startService(script, env = {}) {
  const inherited = { ...process.env };
  for (const name of OWN_SETTINGS) delete inherited[name];
  // Tests set PORT to 0, which means any free port. Any other port is for one service only.
  if (inherited.PORT !== '0') delete inherited.PORT;
  const child = spawn(process.execPath, [script], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Kept, not shown: the services' logs would interrupt the demonstration.
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  const origin = new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`${script} exited with ${code}: ${complaints}`)));
    child.stdout.on('data', (chunk) => {
      const found = /listening on (http:\S+)/.exec(chunk)?.[1];
      if (found) resolve(found);
    });
  });
  return { child, origin };
}
