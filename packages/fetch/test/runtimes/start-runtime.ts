import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const FOLDER = import.meta.dirname;
const at = (name: string): string => `${FOLDER}/node_modules/.bin/${name}`;

const COMMANDS = {
  node: [process.execPath, 'node.mjs'],
  bun: [at('bun'), 'bun.mjs'],
  deno: [at('deno'), 'run', '--allow-all', 'deno.mjs'],
  workerd: [process.execPath, 'workerd.mjs'],
  'workerd with nodejs_compat': [process.execPath, 'workerd.mjs', 'nodejs_compat'],
} as const;

/** A runtime that serves fetch handlers. */
export type Runtime = keyof typeof COMMANDS;

/** A runtime's program. */
export interface Program {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a runtime's program and resolves once it listens. */
export async function startRuntime(runtime: Runtime): Promise<Program> {
  const [command, ...args] = COMMANDS[runtime];
  // Its complaints, for example about a body that fails, are expected.
  const program = spawn(command, args, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = once(program, 'exit');
  const [line] = await Promise.race([
    once(createInterface(program.stdout), 'line'),
    exit.then(([code]) => {
      throw new Error(`${runtime} has ended with ${code}`);
    }),
  ]);
  return {
    port: Number(line),
    async stop() {
      program.kill();
      await exit;
    },
  };
}
