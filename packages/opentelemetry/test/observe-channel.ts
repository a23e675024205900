import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { onTestFinished } from 'vitest';

/** Resolves to the next message on a diagnostics channel. */
export function nextMessage(name: string): Promise<unknown> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      unsubscribe(name, onMessage);
      resolve(message);
    };
    subscribe(name, onMessage);
    onTestFinished(() => void unsubscribe(name, onMessage));
  });
}
