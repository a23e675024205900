import { type FileStore, RequestError } from '@http507/example-store';
import { reservationOf, storageGuard } from '@http507/express';
import express, { type Request, type Response, Router } from 'express';

import { checkLfsBatch } from './lfs-batch.ts';
import { checkLfsObject, checkOid, LFS_ACCOUNT, type LfsObject } from './lfs-object.ts';
import { refuseObjects } from './refuse-objects.ts';
import { verifiedContent } from './verified-content.ts';

const MEDIA_TYPE = 'application/vnd.git-lfs+json';

/**
 * Returns the routes of Git LFS: the batch API with basic transfers (git-lfs, docs/api). Users are not authenticated.
 *
 * @param guard - must admit every upload
 */
export function lfsRoutes(store: FileStore, guard: FileStore['guard']): Router {
  const router = Router();
  const json = express.json({ type: [MEDIA_TYPE, 'application/json'], limit: '1mb' });
  const admit = storageGuard(guard, {
    account: () => LFS_ACCOUNT,
    replacedBytes: (request) => store.length(LFS_ACCOUNT, checkOid(request.params.oid)),
    metered: true,
  });
  const isStored = async ({ oid, size }: LfsObject): Promise<boolean> =>
    (await store.find(LFS_ACCOUNT, oid))?.bytes === size;

  router.post('/objects/batch', json, async (request, response) => {
    const { operation, objects } = checkLfsBatch(request.body);
    const stored = new Set<LfsObject>();
    for (const object of objects) if (await isStored(object)) stored.add(object);
    const missing = objects.filter((object) => !stored.has(object));
    const refused = operation === 'upload' ? await refuseObjects(guard, missing, request) : undefined;
    const { upload, verify, download } = actionsFor(request);
    const replies = objects.map((object) => {
      if (operation === 'download') {
        if (stored.has(object)) return { ...object, actions: { download: download(object) } };
        return { ...object, error: { code: 404, message: 'The object does not exist.' } };
      }
      // Without actions, the client knows that the object is stored.
      if (stored.has(object)) return object;
      const error = refused?.get(object);
      return error ? { ...object, error } : { ...object, actions: { upload: upload(object), verify } };
    });
    send(response, { transfer: 'basic', objects: replies, hash_algo: 'sha256' });
  });

  router.post('/objects/verify', json, async (request, response) => {
    if (!(await isStored(checkLfsObject(request.body)))) {
      throw new RequestError(404, 'unknown_file', 'The object is not stored.');
    }
    send(response, {});
  });

  router.put('/objects/:oid', admit, async (request, response) => {
    const oid = checkOid(request.params.oid);
    const content = verifiedContent(request.iterator({ destroyOnReturn: false }), oid);
    await store.put(LFS_ACCOUNT, oid, content, reservationOf(request));
    response.end();
  });

  router.get('/objects/:oid', async (request, response) => {
    const path = await store.locate(LFS_ACCOUNT, checkOid(request.params.oid));
    response.set({ 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' });
    response.sendFile(path, { dotfiles: 'allow' });
  });
  return router;
}

interface Action {
  readonly href: string;
}

function actionsFor({ protocol, headers: { host } }: Request) {
  const objects = `${protocol}://${host}/lfs/objects`;
  const transfer = ({ oid }: LfsObject): Action => ({ href: `${objects}/${oid}` });
  return { upload: transfer, download: transfer, verify: { href: `${objects}/verify` } };
}

function send(response: Response, body: object): void {
  response.type(MEDIA_TYPE).send(JSON.stringify(body));
}
