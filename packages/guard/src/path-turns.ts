import { resolve } from 'node:path';

import { shared } from './shared.ts';

const last = shared('turns', new Map<string, Promise<unknown>>());

/** Runs tasks with a common path one after the other. A task queues for all of its paths at once, so tasks cannot deadlock. */
export function inTurn<T>(paths: readonly string[], task: () => Promise<T>): Promise<T> {
  const keys = paths.map((path) => resolve(path));
  const earlier = keys.map((key) => last.get(key)).filter((turn) => turn !== undefined);
  const result = Promise.all(earlier).then(task);
  const done = result.then(
    () => undefined,
    () => undefined,
  );
  for (const key of keys) last.set(key, done);
  void done.then(() => {
    for (const key of keys) if (last.get(key) === done) last.delete(key);
  });
  return result;
}
