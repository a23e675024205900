import type { BackendRule } from './backend-rule.ts';
import { readSystemWords } from './system-words.ts';

/**
 * Child process (execFile, exec, execFileSync, execSync)
 *
 * Recognized: a command that failed and whose last complaint ends with the system's words for `ENOSPC` or `EDQUOT`.
 *
 * Not recognized: the answer of spawnSync, which throws nothing; these words anywhere else, such as in the name of a file.
 *
 * Source: https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback; strerror(3)
 */
export const childProcess: BackendRule = {
  // Of the synchronous ones, the usual statuses of a failure: 128 is git's.
  on: { killed: [false], status: [1, 2, 128] },
  recognize({ cmd, message, output, stderr }) {
    // The message is the command and what it wrote to stderr. Where the command is in nothing else, take stderr.
    const isSync = Array.isArray(output);
    const head = `Command failed: ${isSync ? '' : `${String(cmd)}\n`}`;
    const text = message as string;
    if (!text.startsWith(head)) return undefined;
    return readSystemWords(isSync ? String(stderr) : text.slice(head.length), 'disk');
  },
};
