/** How long a service that has ended stays down, in milliseconds. */
const DOWN_TIME = 1_000;

/** The longest delay, in milliseconds. */
const MAX_DELAY = 30_000;

/**
 * Returns the delay before a service is started again, in milliseconds. It doubles with each start that fails, for example because its port is taken.
 */
export function restartDelay(failedStarts: number): number {
  return Math.min(DOWN_TIME * 2 ** failedStarts, MAX_DELAY);
}
