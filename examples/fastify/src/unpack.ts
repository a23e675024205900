import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { RequestPayload } from 'fastify';

/** Decodes the content coding of a body, which Fastify's own parsers do not do. */
export function unpack(payload: RequestPayload, encoding = 'identity'): RequestPayload {
  if (encoding.toLowerCase() === 'identity') return payload;
  const unpacked = encoding.toLowerCase() === 'br' ? createBrotliDecompress() : createUnzip();
  // Fastify compares this with the Content-Length.
  Object.defineProperty(unpacked, 'receivedEncodedLength', { get: () => unpacked.bytesWritten });
  // Not `pipeline`, which closes the connection when a body cannot be decoded, so that the answer is lost.
  payload.once('error', (error) => unpacked.destroy(error));
  return payload.pipe(unpacked);
}
