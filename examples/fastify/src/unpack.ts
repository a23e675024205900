import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { RequestPayload } from 'fastify';

/** Returns a body as it was before the client has packed it, which Fastify's own parsers do not do. */
export function unpack(payload: RequestPayload, encoding = 'identity'): RequestPayload {
  if (encoding.toLowerCase() === 'identity') return payload;
  const unpacked = encoding.toLowerCase() === 'br' ? createBrotliDecompress() : createUnzip();
  // What Fastify compares with the Content-Length.
  Object.defineProperty(unpacked, 'receivedEncodedLength', { get: () => unpacked.bytesWritten });
  // Not pipeline, which would close the connection of a body that cannot be unpacked, and lose the answer.
  payload.once('error', (error) => unpacked.destroy(error));
  return payload.pipe(unpacked);
}
