import { spawnSync } from 'node:child_process';

/** Returns the child processes of a process whose command contains some words. */
export function childrenOf(pid: number | string | undefined, words = ''): string[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid), '-f', words], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}
