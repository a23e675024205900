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

/** How often the load looks whether its time is over, in milliseconds. */
const SAMPLE = 50;

/** The names of the frameworks, by that of their file in servers/. */
export const frameworks = Object.entries(FRAMEWORKS);

/** Starts a server; what it logs goes to /dev/null. */
export async function startServer(framework, contender, options = {}) {
  const child = fork(
    new URL('servers/serve.mjs', import.meta.url),
    [framework, contender, JSON.stringify(options)],
    {
      // In production, Express keeps the stack to itself.
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  const answer = () =>
    new Promise((resolve, reject) => {
      const onExit = (code) =>
        reject(new Error(`${framework}, ${contender}: the server has ended with code ${code}`));
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

/** Sends requests to a path for so long, in seconds, or so many; returns their rate and what one costs in CPU time, in µs. */
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
  if (statuses !== String(status)) throw new Error(`${path} was answered with ${statuses}, not ${status}`);
  const { count } = statusCodeStats[status];
  return { rate: (count / time) * 1000, cpu: ((await server.ask('cpu')) - cpu) / count };
}
