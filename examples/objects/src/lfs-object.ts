import { RequestError } from '@http507/example-store';

/** The account of all Git LFS objects. */
export const LFS_ACCOUNT = 'lfs';

/** An object of Git LFS. */
export interface LfsObject {
  /** The SHA-256 of its content, which is also the name of its file. */
  readonly oid: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Returns an object's id if it is valid.
 *
 * @throws RequestError 422
 */
export function checkOid(oid: unknown): string {
  if (typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid)) return oid;
  throw new RequestError(422, 'invalid_oid', 'An oid must be a SHA-256 in lowercase hexadecimal.');
}

/**
 * Returns an object of a request if it is valid.
 *
 * @throws RequestError 422
 */
export function checkLfsObject(value: unknown): LfsObject {
  const { oid, size } = (value ?? {}) as Partial<Record<keyof LfsObject, unknown>>;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new RequestError(422, 'invalid_size', 'A size must be a number of bytes.');
  }
  return { oid: checkOid(oid), size };
}
