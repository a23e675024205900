/**
 * Calls a callback and drops what it throws or rejects with: the response has been sent, and a logger that fails,
 * perhaps because of the very disk that is full, must change nothing.
 */
export function callAndForget<Arguments extends unknown[]>(
  callback: (...args: Arguments) => unknown,
  ...args: Arguments
): void {
  try {
    // Promise.resolve follows any thenable, and one that throws becomes a rejection.
    Promise.resolve(callback(...args)).catch(ignore);
  } catch {
    // Dropped.
  }
}

function ignore(): void {}
