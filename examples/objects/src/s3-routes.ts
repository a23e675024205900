import { stat } from 'node:fs/promises';

import { type FileStore, RequestError } from '@http507/example-store';
import { reservationOf, storageGuard } from '@http507/express';
import etag from 'etag';
import { type Request, type RequestHandler, Router } from 'express';

import { objectContent, objectLength } from './s3-body.ts';
import { listObjects } from './s3-list.ts';
import { accountOfBucket, objectOf } from './s3-object.ts';

const BUCKET = /^\/[^/]+\/?$/;
const OBJECT = /^\/[^/]+\/.+$/;

/** The SDKs name the operation in `x-id` and sign in `X-Amz-…`. Any other parameter asks for another operation. */
const OBJECT_QUERY = /^x-(?:id$|amz-)/i;
const BUCKET_QUERY =
  /^(?:location|list-type|prefix|delimiter|encoding-type|max-keys|fetch-owner|x-(?:id$|amz-).*)$/i;

/** Whoever ignores these replaces an object that must stay. */
const UNSUPPORTED_HEADERS = ['x-amz-copy-source', 'x-amz-write-offset-bytes', 'if-match', 'if-none-match'];

/**
 * Returns the routes of the S3 protocol that clients need to store, read and delete objects. Signatures and checksums are not verified,
 * metadata is not kept, and every bucket exists.
 *
 * @param guard - must admit every upload
 */
export function s3Routes(store: FileStore, guard: FileStore['guard']): Router {
  const router = Router();
  const admit = storageGuard(guard, {
    account: (request) => objectOf(request).account,
    bytes: objectLength,
    replacedBytes: (request) => {
      const { account, name } = objectOf(request);
      return store.length(account, name);
    },
    metered: true,
  });

  router.put(OBJECT, refuseUnsupported, admit, async (request, response) => {
    const { account, name } = objectOf(request);
    await store.put(account, name, objectContent(request), reservationOf(request));
    // The same as of a GET. It contains a hyphen, so clients do not take it for an MD5.
    response.set('ETag', etag(await stat(await store.locate(account, name)))).end();
  });

  router.get(OBJECT, refuseUnsupportedQuery, async (request, response) => {
    const { account, name } = objectOf(request);
    const path = await store.locate(account, name);
    response.set({ 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' });
    response.sendFile(path, { dotfiles: 'allow' });
  });

  router.delete(OBJECT, refuseUnsupportedQuery, async (request, response) => {
    const { account, name } = objectOf(request);
    await store.remove(account, name).catch((error: unknown) => {
      // S3 answers alike for an object that does not exist.
      if (!(error instanceof RequestError && error.status === 404)) throw error;
    });
    response.status(204).end();
  });

  const acceptBucket: RequestHandler = (request, response) => {
    accountOfBucket(bucketOf(request));
    response.end();
  };
  router.put(BUCKET, acceptBucket);
  router.head(BUCKET, acceptBucket);

  router.get(BUCKET, async (request, response) => {
    const account = accountOfBucket(bucketOf(request));
    if (!Object.keys(request.query).every((name) => BUCKET_QUERY.test(name))) throw notImplemented();
    response.type('application/xml');
    if (request.query.location === undefined) response.send(await listObjects(store, account, request.query));
    else response.send('<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint/>');
  });

  router.use(() => {
    throw notImplemented();
  });
  return router;
}

const refuseUnsupportedQuery: RequestHandler = (request, _response, next) => {
  if (!Object.keys(request.query).every((name) => OBJECT_QUERY.test(name))) throw notImplemented();
  next();
};

const refuseUnsupported: RequestHandler = (request, response, next) => {
  if (UNSUPPORTED_HEADERS.some((name) => request.headers[name] !== undefined)) throw notImplemented();
  refuseUnsupportedQuery(request, response, next);
};

function bucketOf({ path }: Request): string {
  return path.split('/')[1] ?? '';
}

function notImplemented(): RequestError {
  return new RequestError(501, 'not_implemented', 'This service cannot do that.');
}
