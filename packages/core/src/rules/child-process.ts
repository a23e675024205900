import type { RecognitionRule } from '../recognition-rule.ts';
import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';
import { readSystemWords } from './system-words.ts';

/**
 * Child process (execFile, exec, execFileSync, execSync)
 *
 * Recognized: a failed command if the last line of its stderr ends with the system's words for `ENOSPC` or `EDQUOT`.
 *
 * Not recognized: the result of spawnSync, which throws nothing; the same words elsewhere, for example in a file name. The opt-in rule
 * `childProcessDiskFull` recognizes the words anywhere in stderr, and the errors of execa, nano-spawn, tinyexec and zx.
 *
 * Source: https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback; strerror(3)
 */
export const childProcess: BackendRule = {
  // The synchronous functions have the exit status: 1 and 2 are usual, 128 is git's.
  on: { killed: [false], status: [1, 2, 128] },
  recognize({ cmd, message, output, stderr }) {
    // The message contains the command and its stderr. The synchronous functions have no `cmd`, but `stderr`.
    const isSync = Array.isArray(output);
    const head = `Command failed: ${isSync ? '' : `${String(cmd)}\n`}`;
    const text = message as string;
    if (!text.startsWith(head)) return undefined;
    return readSystemWords(isSync ? String(stderr) : text.slice(head.length), 'disk');
  },
};

const WORDS =
  /(?:^|[\s:\]])(?:ENOSPC: no space left on device|No space left on device|(Disk quota exceeded))(?=$|[\s:;,.)(])/m;

/** In characters: a longer stderr is searched only at its end. */
const MAX_LENGTH = 65_536;

/**
 * Recognizes a failed child process that reports a full disk or a disk quota anywhere in its stderr.
 *
 * Off by default. The words may come from a file name or from a disk that is not the server's.
 */
export const childProcessDiskFull: RecognitionRule = ({ stderr, output, exitCode, code, status }) => {
  const { stderr: outputStderr } = (output ?? {}) as { stderr?: unknown };
  const hasFailed = [exitCode, code, status].some((each) => (each as number) > 0);
  const found = hasFailed ? WORDS.exec(String(stderr ?? outputStderr).slice(-MAX_LENGTH)) : null;
  if (!found) return undefined;
  return found[1] === undefined ? { kind: 'disk' } : QUOTA;
};
