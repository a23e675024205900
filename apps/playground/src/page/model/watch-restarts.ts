import type { ServiceId } from '../../protocol.ts';
import { state } from './gateway.ts';

/** How long restarts are awaited, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Watches from now on which services end. The last state may be from before that, so services that are up may not have restarted.
 *
 * @returns a function that resolves when these services have ended and are up again, or after 30 s
 */
export function watchRestarts(): (ids: readonly ServiceId[]) => Promise<void> {
  const ended = new Set<ServiceId>();
  let check = (): void => undefined;
  const stop = state.subscribe((current) => {
    for (const { id, isUp } of current?.services ?? []) if (!isUp) ended.add(id);
    check();
  });
  return async (ids) => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      check = () => {
        if (!ids.every((id) => ended.has(id) && isUp(id))) return;
        clearTimeout(timer);
        resolve();
      };
      check();
    });
    stop();
  };
}

function isUp(id: ServiceId): boolean {
  return state.value?.services.some((service) => service.id === id && service.isUp) ?? false;
}
