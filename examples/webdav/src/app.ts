import { unknownRoute } from '@http507/example-store';
import { storageGuard } from '@http507/express';
import express, { type Express, Router } from 'express';
import { createServer, type Plugin } from 'nephele';

import { accountOf } from './account.ts';
import { answerCaught, answerThrown } from './answer-errors.ts';
import { answerTree } from './answer-tree.ts';
import { limitXml } from './limit-xml.ts';
import { StorageResource } from './storage-resource.ts';
import type { WebdavStore } from './webdav-store.ts';

/** Returns the WebDAV server as an Express application. The files are below `/dav/`. */
export function createApp(store: WebdavStore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });

  const dav = Router();
  dav.use(limitXml);
  // These run before the body is read, so an upload that does not fit is refused unread.
  const admit = { account: accountOf, metered: true };
  const admitPut = storageGuard(store.guard, {
    ...admit,
    replacedBytes: (request) => store.folders.lengthOf(request),
  });
  dav.put('/{*path}', store.uploads.watch, admitPut);
  dav.post('/{*path}', storageGuard(store.guard, admit));
  dav.delete('/{*path}', store.uploads.refuseDelete);
  dav.copy('/{*path}', answerTree);
  dav.move('/{*path}', answerTree);
  const nephele = createServer(
    {
      adapter: (request) => store.adapterFor(request),
      authenticator: {
        authenticate: async (request) => ({ username: accountOf(request) }),
        cleanAuthentication: async () => undefined,
      },
      plugins: [rememberDestination],
    },
    { errorHandler: answerCaught },
  );
  nephele.disable('x-powered-by');
  dav.use(nephele);

  app.use('/dav', dav);
  app.use(() => {
    throw unknownRoute();
  });
  app.use(answerThrown);
  return app;
}

const rememberDestination: Plugin = {
  beforeCopy: async (_request, _response, { destination }) => startTree(destination),
  beforeMove: async (_request, _response, { destination }) => startTree(destination),
};

function startTree(destination: unknown): void {
  if (destination instanceof StorageResource) destination.adapter.tree.start(destination.absolutePath);
}
