import { availableParallelism } from 'node:os';

/** Runs a task for each item, with as many tasks at a time as there are processors. */
export async function forEachAtOnce(items, task) {
  const rest = items.values();
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (const item of rest) await task(item);
  });
  await Promise.all(workers);
}
