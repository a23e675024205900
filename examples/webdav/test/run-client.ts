import { execFile } from 'node:child_process';

/** What a command printed, and how it ended. */
export interface ClientRun {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

/** Runs a command to its end, with a text as its input. */
export async function runClient(
  command: string,
  args: readonly string[],
  { input = '', ...options }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<ClientRun> {
  return await new Promise((resolve) => {
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...options.env };
    const child = execFile(command, args, { ...options, env, maxBuffer: 64e6 }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
    child.stdin?.end(input);
  });
}
