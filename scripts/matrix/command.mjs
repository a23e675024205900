import { join } from 'node:path';

import { kill, run, start } from './run.mjs';

const START_TIMEOUT = 30_000;

/**
 * Inspects with the command what the command simulates: a right answer, and a wrong one.
 *
 * @param node - how the runtime is called
 * @param project - a folder that http507 is installed in
 */
export async function tryCommand(node, project) {
  const command = [...node, join(project, 'node_modules/.bin/http507')];
  const [program, ...args] = command;
  const simulator = start(program, [...args, 'simulate', '--port', '0', '--json']);
  try {
    const url = await urlOf(simulator);
    await expectCode(command, url, 0);
    await expectCode(command, `${url}?cacheable`, 1);
  } finally {
    kill(simulator.child);
    await simulator.ended;
  }
}

async function expectCode([program, ...args], url, expected) {
  const { code, output } = await run(program, [...args, 'inspect', url, '--json']);
  if (code !== expected) throw new Error(`inspect ${url} ended with ${code}: ${output}`);
}

/** Resolves to the URL that the simulator has printed. */
function urlOf(simulator) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`simulate does not start: ${simulator.output}`));
    const timer = setTimeout(fail, START_TIMEOUT);
    simulator.ended.then(fail);
    simulator.child.stdout.on('data', () => {
      const url = /"url":"([^"]+)"/.exec(simulator.output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
