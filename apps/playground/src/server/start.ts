// Starts the playground and prints the address of the page. Tells whoever has started this process all addresses.
import { startPlayground } from './start-playground.ts';

const { child, started } = startPlayground();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => child.kill('SIGTERM'));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});
process.once('disconnect', () => child.kill('SIGTERM'));
started.then(
  (addresses) => {
    if (process.send) process.send(addresses);
    else console.log(`listening on ${addresses.page}`);
  },
  // It has printed the reason.
  () => undefined,
);
