import { join } from 'node:path';

import { readConfig, runUntilSignal } from '@http507/example-store';

import { createApp } from './app.ts';
import type { DocumentStore } from './document-store.ts';
import { openPostgresqlStore } from './postgresql-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const PAGE_SIZE = 4096;

const { DATABASE_URL } = process.env;
const config = readConfig(process.env, 5079);
const stores: Record<string, DocumentStore> = {
  sqlite: await openSqliteStore(
    join(config.dataDir, 'documents.db'),
    Math.floor(config.capacityBytes / PAGE_SIZE),
  ),
  ...(DATABASE_URL && { postgresql: await openPostgresqlStore(DATABASE_URL) }),
};
const server = createApp(stores).listen(config.port, config.host);
runUntilSignal(server, {
  config,
  close: async () => {
    await Promise.all(Object.values(stores).map((store) => store.close()));
  },
});
