import type { UploadOptions } from './upload-options.ts';

/** Observes an upload that its signal or its timeout may end. */
export interface Watch {
  /** Starts the timeout anew. */
  moved(): void;
  stop(): void;
}

/**
 * Interrupts an upload when its signal is aborted, or when nothing has moved for its timeout.
 *
 * @param interrupt - gets the signal's reason or a `TimeoutError`
 */
export function watch(
  { signal, timeout }: Pick<UploadOptions, 'signal' | 'timeout'>,
  interrupt: (reason: unknown) => void,
): Watch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = (): void => interrupt(signal?.reason);
  const onStill = (): void =>
    interrupt(new DOMException(`Nothing was sent or received for ${timeout} ms`, 'TimeoutError'));
  const moved = (): void => {
    clearTimeout(timer);
    if (timeout !== undefined) timer = setTimeout(onStill, timeout);
  };
  signal?.addEventListener('abort', onAbort);
  moved();
  return {
    moved,
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
