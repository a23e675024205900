import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { makeFolder } from '../../store/test/service.ts';

/** The length of the file that clients upload, in bytes: less than what they would upload in parts. */
export const PHOTO_BYTES = 6_000_000;

/** A folder with `photo.jpg` in which clients run, and which is their home. Nothing of this machine's configuration reaches them. */
export interface ClientFolder {
  readonly path: string;
  /** Writes a file and returns its path. */
  readonly write: (name: string, content: string) => Promise<string>;
  /** Runs a command to its end and returns all of its output. */
  readonly run: (
    command: string,
    args: readonly string[],
    env?: Record<string, string>,
  ) => Promise<ClientRun>;
}

/** What a client has said. */
export interface ClientRun {
  readonly code: number | null;
  readonly output: string;
}

/** Makes a folder for clients, which is deleted when the test ends. */
export async function makeClientFolder(): Promise<ClientFolder> {
  const path = await makeFolder();
  await writeFile(join(path, 'photo.jpg'), Buffer.alloc(PHOTO_BYTES, 'a photo '));
  return {
    path,
    write: async (name, content) => {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    run: (command, args, env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          cwd: path,
          env: { HOME: path, PATH: `${dirname(command)}:/usr/bin:/bin`, LC_ALL: 'C.UTF-8', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 150_000,
        });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding('utf8').on('data', (text: string) => {
            output += text;
          });
        }
        child.on('error', reject).on('close', (code) => resolve({ code, output }));
      }),
  };
}
