/** What a gate knows of time and chance. The benchmark replaces it to simulate a million clients. */
export interface Clock {
  /** The time in milliseconds, which only ever grows. */
  readonly now: () => number;
  /** Calls a function later, and returns a timer. */
  readonly start: (run: () => void, milliseconds: number) => unknown;
  /** Ends a timer, if it is one. */
  readonly stop: (timer: unknown) => void;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  start: (run, milliseconds) => setTimeout(run, milliseconds),
  stop: (timer) => clearTimeout(timer as number),
  random: Math.random,
};
