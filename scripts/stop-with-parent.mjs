/**
 * Calls `stop` when the parent process exits. npm sends a signal only to its shell, and some shells do not forward it.
 * Returns a function that stops watching.
 */
export function stopWithParent(stop) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 250);
  watch.unref();
  return () => clearInterval(watch);
}
