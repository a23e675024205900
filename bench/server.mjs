import { fork } from 'node:child_process';
import { once } from 'node:events';

import autocannon from 'autocannon';

const FRAMEWORKS = {
  express: 'Express',
  fastify: 'Fastify',
  koa: 'Koa',
  nestjs: 'NestJS',
  node: 'node:http',
};

/** How often autocannon checks whether it is done, in milliseconds. */
const SAMPLE = 50;

/** The frameworks: their files in servers/ and their names. */
export const frameworks = Object.entries(FRAMEWORKS);

/** Starts a server. Its log goes to /dev/null. */
export async function startServer(framework, contender, options = {}) {
  const child = fork(
    new URL('servers/serve.mjs', import.meta.url),
    [framework, contender, JSON.stringify(options)],
    {
      // In production, Express does not send the stack.
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  const answer = () =>
    new Promise((resolve, reject) => {
      const onExit = (code) =>
        reject(new Error(`${framework}, ${contender}: the server exited with ${code}`));
      child.once('exit', onExit).once('message', (message) => {
        child.off('exit', onExit);
        resolve(message);
      });
    });
  const port = await answer();
  return {
    url: `http://127.0.0.1:${port}`,
    ask(question) {
      child.send(question);
      return answer();
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Sends requests for a duration in seconds, or a number of requests. Returns their rate and the CPU time per request in µs. */
export async function load(server, path, status, options) {
  const cpu = await server.ask('cpu');
  const start = performance.now();
  const { statusCodeStats } = await autocannon({
    url: `${server.url}${path}`,
    connections: 32,
    sampleInt: SAMPLE,
    ...options,
  });
  const time = performance.now() - start;
  const statuses = Object.keys(statusCodeStats).join();
  if (statuses !== String(status))
    throw new Error(`${path} was answered with ${statuses} instead of ${status}`);
  const { count } = statusCodeStats[status];
  return { rate: (count / time) * 1000, cpu: ((await server.ask('cpu')) - cpu) / count };
}
