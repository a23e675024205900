import { execFile } from 'node:child_process';

/** Resolves to the version of the installed nginx, or to undefined if there is none. */
export function findNginx(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('nginx', ['-v'], { env: withSbin() }, (error, _stdout, stderr) => {
      resolve(error ? undefined : /nginx\/(\S+)/.exec(stderr)?.[1]);
    });
  });
}

/** Returns an environment with nginx in the PATH. Debian installs it where the PATH of ordinary users does not lead. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
}
