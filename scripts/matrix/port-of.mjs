const START_TIMEOUT = 30_000;

/** Resolves to the port that a server prints. */
export function portOf(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the server did not start: ${server.output}`)),
      START_TIMEOUT,
    );
    server.child.stdout.on('data', () => {
      const port = /^port (\d+)\n/m.exec(server.output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    server.ended.then((code) => {
      clearTimeout(timer);
      reject(new Error(`the server exited with ${code}: ${server.output}`));
    });
  });
}
