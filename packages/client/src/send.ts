import { isInsufficientStorageError } from './insufficient-storage-error.ts';
import type { Turn } from './turn.ts';

/**
 * Sends a request, and again as its turn allows.
 *
 * @param attempt - sends the request; throws InsufficientStorageError for a refusal
 * @param wait - what the first attempt waits for
 */
export async function send<Sent extends { readonly status: number }>(
  attempt: () => Promise<Sent>,
  turn: Turn | undefined,
  wait = turn?.enter(),
): Promise<Sent> {
  for (;;) {
    await wait;
    try {
      const response = await attempt();
      void turn?.settle(response.status < 500 ? 'room' : undefined);
      return response;
    } catch (thrown) {
      wait = turn?.settle(isInsufficientStorageError(thrown) ? thrown : undefined);
      if (!wait) throw thrown;
    }
  }
}
