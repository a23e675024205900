import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { insufficientStorage } from '../packages/client/dist/index.js';
import { send } from '../packages/client/dist/send.js';
import { createTurns } from '../packages/client/dist/turn.js';
import { Tally } from './client-storm-tally.mjs';
import { importFrom } from './servers/import-from.mjs';

const { default: axios } = await importFrom('client', 'axios');
const { default: axiosRetry } = (await importFrom('client', 'axios-retry')).default;
const { default: got } = await importFrom('client', 'got');

export const SOCKET_CLIENTS = 1_000;
/** How many times as fast time runs: all delays are shortened by it. */
export const ACCELERATION = 4;

const OUTAGE = 60_000;
const STARTS_WITHIN = 10_000;
const ANSWER = 100;
const FILE = Buffer.alloc(20_000, 'x');
/** Processes of the clients that share a gate. */
const PROCESSES = 4;

/** Lets clients of one policy loose on a service. Returns their tally. */
export async function storm(policy, promises) {
  const tally = new Tally(SOCKET_CLIENTS, OUTAGE);
  let began = performance.now();
  const now = () => (performance.now() - began) * ACCELERATION;
  const server = createServer((request, response) => {
    const arrived = now();
    const isStored = arrived >= OUTAGE;
    tally.arrive(arrived, isStored);
    let bytes = 0;
    request.on('data', (chunk) => {
      bytes += chunk.length;
    });
    request.on('end', async () => {
      await wait(ANSWER / ACCELERATION);
      if (isStored) tally.store(now());
      else tally.lose(bytes);
      const left = Math.max(0, Math.ceil((OUTAGE - now()) / 1000));
      const headers = promises === undefined || isStored ? {} : { 'Retry-After': left };
      response.writeHead(isStored ? 201 : 507, headers).end();
    });
  });
  await once(server.listen(0, '127.0.0.1', 4096), 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  try {
    const create = CLIENTS[policy.kind](policy, now);
    const uploads = Array.from({ length: SOCKET_CLIENTS }, (_, index) => create(index));
    began = performance.now();
    await Promise.all(
      uploads.map(async (upload) => {
        await wait((Math.random() * STARTS_WITHIN) / ACCELERATION);
        await upload(url).catch(() => undefined);
      }),
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return tally;
}

/** For each kind of policy, a function that returns the upload of a client. */
const CLIENTS = {
  axios:
    ({ options: { retryDelay, ...options } }) =>
    () => {
      const instance = axios.create();
      // Without this, its defaults are to wait for nothing but Retry-After.
      const delay = retryDelay ?? ((_, { response }) => 1000 * (response?.headers['retry-after'] ?? 0));
      axiosRetry(instance, { ...options, retryDelay: (...args) => delay(...args) / ACCELERATION });
      return (url) => instance.put(url, FILE);
    },
  got: () => () => {
    const instance = got.extend({
      retry: {
        limit: 10,
        methods: ['PUT'],
        statusCodes: [507],
        calculateDelay: ({ computedValue }) => computedValue / ACCELERATION,
      },
    });
    return (url) => instance.put(url, { body: FILE });
  },
  ours: (policy, now) => () => createOurs(policy, now),
  shared: (policy, now) => {
    const processes = Array.from({ length: PROCESSES }, () => createOurs(policy, now));
    return (index) => processes[index % PROCESSES];
  },
};

/** As wrapFetch does it, on a clock that runs faster. */
function createOurs({ within }, now) {
  const openTurn = createTurns(
    { retry: { within } },
    {
      now,
      start: (run, milliseconds) => setTimeout(() => run(), milliseconds / ACCELERATION),
      stop: (timer) => clearTimeout(timer),
      random: Math.random,
    },
  );
  return (url) => {
    const attempt = async () => {
      const response = await fetch(url, { method: 'PUT', body: FILE });
      const error = await insufficientStorage(response, { method: 'PUT' });
      if (error) throw error;
      await response.text();
      return response;
    };
    return send(attempt, openTurn({ url, method: 'PUT' }));
  };
}
