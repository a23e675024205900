/**
 * Calls back once the process that started this one is gone: npm hands a signal to its shell only, and not every shell
 * hands it on. Returns a function that ends the watch.
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
