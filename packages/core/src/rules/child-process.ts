import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * Child process (execFile, exec)
 *
 * Recognized: a command that failed and whose last complaint ends with the system's words for `ENOSPC` or `EDQUOT`.
 *
 * Not recognized: these words anywhere else, such as in the name of a file.
 *
 * Source: https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback; strerror(3)
 */
export const childProcess: BackendRule = {
  on: { killed: [false] },
  recognize({ cmd, message }) {
    const head = `Command failed: ${String(cmd)}\n`;
    if (typeof cmd !== 'string' || typeof message !== 'string' || !message.startsWith(head)) return undefined;
    const [, words] =
      /: (No space left on device|Disk quota exceeded)\n?$/.exec(message.slice(head.length)) ?? [];
    if (words === undefined) return undefined;
    return words.startsWith('Disk') ? QUOTA : { kind: 'disk' };
  },
};
