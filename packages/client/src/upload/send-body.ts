import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';

import type { PreparedUpload } from './prepare-upload.ts';

/** The longest piece that is written at once, in bytes. */
const PIECE_BYTES = 65_536;

/**
 * Writes a body to a request as fast as the server takes it, and ends the request.
 *
 * @param onSent - called with the bytes sent so far; returns whether to go on
 * @throws TypeError if the body has chunks that are not bytes or strings, or another length than announced
 */
export async function sendBody(
  request: ClientRequest,
  source: Readable,
  { totalBytes }: Pick<PreparedUpload, 'totalBytes'>,
  onSent: (sentBytes: number) => boolean,
): Promise<void> {
  let sentBytes = 0;
  for await (const chunk of source) {
    for (const piece of piecesOf(chunk)) {
      sentBytes += piece.byteLength;
      if (totalBytes !== undefined && sentBytes > totalBytes) throw differs(totalBytes);
      if (!request.write(piece)) await drained(request);
      if (!onSent(sentBytes)) return;
    }
  }
  if (totalBytes !== undefined && sentBytes < totalBytes) throw differs(totalBytes);
  request.end();
}

function* piecesOf(chunk: unknown): Generator<Uint8Array> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  if (!(bytes instanceof Uint8Array))
    throw new TypeError('A stream that is uploaded must have bytes or strings');
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES)
    yield bytes.subarray(start, start + PIECE_BYTES);
}

function differs(totalBytes: number): TypeError {
  return new TypeError(`The body does not have the ${totalBytes} bytes of its Content-Length`);
}

function drained(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      request.off('drain', done).off('close', done);
      resolve();
    };
    request.on('drain', done).on('close', done);
  });
}
