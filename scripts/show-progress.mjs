/** Prints a line of progress. Returns a function that removes it from a terminal. */
export function showProgress(line) {
  const { stdout } = process;
  stdout.write(stdout.isTTY ? line : `${line}\n`);
  return () => {
    if (!stdout.isTTY) return;
    stdout.cursorTo(0);
    stdout.clearLine(0);
  };
}
