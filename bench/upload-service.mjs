// Runs an example service in a separate process, started by uploads.mjs: `upload-service.mjs <bundle> <folder> guarded|open`.
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [bundle, dataDir, variant] = process.argv.slice(2);
const { FileStore, listen } = createRequire(import.meta.url)(bundle);

/** Never reached. */
const LIMIT = Number.MAX_SAFE_INTEGER;

/** Admits everything and records nothing. */
const openGuard = {
  reserve: async (_account, bytes) => new OpenReservation(bytes),
  giveBack: async () => undefined,
  usage: async () => ({ usedBytes: 0, reservedBytes: 0, availableBytes: LIMIT }),
};

class OpenReservation {
  writtenBytes = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  async ensure(bytes) {
    this.bytes = Math.max(bytes, this.bytes);
  }

  wrote(bytes) {
    this.writtenBytes = bytes;
  }

  async commit() {}

  async undoCommit() {}

  async release() {}
}

const store = await FileStore.open({ dataDir, capacityBytes: LIMIT, quotaBytes: LIMIT, leaseSeconds: 60 });
// Before the routes are mounted, because they read the guard of the store.
if (variant === 'open') Object.assign(store, { guard: openGuard });
const server = listen(store);
await once(server, 'listening');
process.send({ port: server.address().port });

process.on('message', async (request) => {
  if (request === 'clean') {
    const names = (await readdir(dataDir)).filter((name) => !name.startsWith('.'));
    for (const name of names) await rm(join(dataDir, name));
  }
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});
