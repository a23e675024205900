/**
 * Calls a callback and ignores errors that it throws or rejects with. The response has been sent by then, and a logger may fail
 * because of the same full disk.
 */
export function callAndForget<Arguments extends unknown[]>(
  callback: (...args: Arguments) => unknown,
  ...args: Arguments
): void {
  try {
    // Promise.resolve follows any thenable and turns an exception in `then` into a rejection.
    Promise.resolve(callback(...args)).catch(ignore);
  } catch {
    // Ignored.
  }
}

function ignore(): void {}
