import { RequestError } from '@http507/example-store';
import type { Request } from 'express';

/** Where an object is stored. */
export interface StoredObject {
  /** Each bucket is an account with its own folder and quota. */
  readonly account: string;
  /** The name of its file. */
  readonly name: string;
}

/**
 * Returns where the object of a request is stored, from its path `/<bucket>/<key>`.
 *
 * @throws RequestError 400 for an invalid bucket, and for a key that XML cannot contain; URIError for a key that is not UTF-8
 */
export function objectOf({ path }: Pick<Request, 'path'>): StoredObject {
  const end = path.indexOf('/', 1);
  const key = decodeURIComponent(path.slice(end + 1));
  if (/[\p{Cc}\uFFFE\uFFFF]/u.test(key)) {
    throw new RequestError(400, 'invalid_name', 'A key must not contain control characters.');
  }
  // A flat name: nothing in a key leads out of the bucket's folder.
  const name = encodeURIComponent(key).replace(/^\./, '%2E');
  return { account: accountOfBucket(path.slice(1, end)), name };
}

/**
 * Returns the account of a bucket.
 *
 * @throws RequestError 400 for an invalid name
 */
export function accountOfBucket(bucket: string): string {
  // Amazon S3 User Guide, "Bucket naming rules".
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return `s3.${bucket}`;
  throw new RequestError(
    400,
    'invalid_bucket',
    'A bucket must be 3 to 63 lowercase letters, digits, dots and hyphens.',
  );
}
