import { InsufficientStorageError } from '../packages/client/dist/index.js';
import { send } from '../packages/client/dist/send.js';
import { createTurns } from '../packages/client/dist/turn.js';
import { Tally } from './client-storm-tally.mjs';
import { EventQueue } from './event-queue.mjs';

const OUTAGE = 60_000;
const STARTS_WITHIN = 10_000;
const ANSWER = 100;
const BYTES = 1_000_000;
/** Uploads of one process that share a gate. */
const SHARED = 1_000;

/** Simulates clients of one policy in virtual time. Returns their tally. */
export async function simulate(policy, promises, clients) {
  const tally = new Tally(clients, OUTAGE);
  if (policy.kind === 'shared') {
    for (let done = 0; done < clients; done += SHARED) await simulateProcess(policy, promises, tally);
    return tally;
  }
  const queue = new EventQueue();
  const start = () => {
    const began = queue.now;
    let refusals = 0;
    const attempt = () => {
      const isStored = arrive(tally, queue.now);
      queue.add(ANSWER, () => {
        if (isStored) return;
        refusals += 1;
        const retryAfter = promise(promises, queue.now);
        const delay = policy.delay({ refusals, retryAfter, elapsed: queue.now - began });
        if (delay !== undefined) queue.add(delay, attempt);
      });
    };
    attempt();
  };
  for (let client = 0; client < clients; client += 1) queue.add(Math.random() * STARTS_WITHIN, start);
  while (queue.next());
  return tally;
}

/** Runs the package itself in virtual time: a process, and all its uploads. */
async function simulateProcess({ within }, promises, tally) {
  const queue = new EventQueue();
  const openTurn = createTurns(
    { retry: { within } },
    {
      now: () => queue.now,
      start: (run, milliseconds) => queue.add(milliseconds, run),
      stop: (timer) => queue.remove(timer),
      random: Math.random,
    },
  );
  const attempt = async () => {
    const isStored = arrive(tally, queue.now);
    await new Promise((resolve) => queue.add(ANSWER, resolve));
    if (isStored) return { status: 201 };
    const seconds = promise(promises, queue.now);
    const retryAfter = seconds === undefined ? undefined : { seconds, date: new Date() };
    throw new InsufficientStorageError({ reason: 'capacity', temporary: true, retryAfter });
  };
  for (let upload = 0; upload < SHARED; upload += 1) {
    queue.add(Math.random() * STARTS_WITHIN, () => {
      const request = { url: 'http://service.test/', method: 'PUT' };
      send(attempt, openTurn(request)).catch(() => undefined);
    });
  }
  while (queue.next()) {
    // What has been resolved goes on before time does.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

/** A request reaches the service. Returns whether it is stored. */
function arrive(tally, now) {
  const isStored = now >= OUTAGE;
  tally.arrive(now, isStored);
  if (isStored) tally.store(now + ANSWER);
  else tally.lose(BYTES);
  return isStored;
}

function promise(promises, now) {
  return promises === undefined ? undefined : Math.max(0, Math.ceil((OUTAGE - now) / 1000));
}
