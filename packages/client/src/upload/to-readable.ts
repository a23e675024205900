import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

import { isStream, type PreparedUpload } from './prepare-upload.ts';

/** Returns a body as a Node stream. Destroying it destroys or cancels the body. */
export function toReadable(body: PreparedUpload['body']): Readable {
  if (body instanceof Uint8Array) return Readable.from([body]);
  if (body instanceof Readable) return body;
  const stream = isStream(body) ? body : body.stream();
  return 'getReader' in stream ? Readable.fromWeb(stream as ReadableStream) : Readable.from(stream);
}
