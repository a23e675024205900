import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';

import type { Header, RecordedBody } from '../inspect/exchange.ts';
import { MAX_BODY } from './limits.ts';

const OPTIONS = { maxOutputLength: MAX_BODY, finishFlush: constants.Z_SYNC_FLUSH };

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, OPTIONS),
  'x-gzip': (bytes) => gunzipSync(bytes, OPTIONS),
  deflate: (bytes) => inflateSync(bytes, OPTIONS),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: MAX_BODY }),
};

/** Returns the body of an answer, decoded if its `Content-Encoding` is right. */
export function decodeBody(
  bytes: Buffer,
  headers: readonly Header[],
  end: RecordedBody['end'],
): RecordedBody {
  const encodings = headers
    .filter(([name]) => name === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  let content = bytes;
  let encodingFault: string | undefined;
  try {
    for (const encoding of encodings.reverse()) {
      if (bytes.length > 0) content = DECODERS[encoding]?.(content) ?? content;
    }
  } catch (error) {
    content = bytes;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') end = 'limit';
    // An incomplete body cannot be decoded anyway.
    if (end === 'complete') encodingFault = (error as Error).message;
  }
  return {
    bytes: bytes.length,
    ...textOf(content),
    end,
    ...(encodingFault !== undefined && { encodingFault }),
  };
}

function textOf(content: Buffer): { text: string; utf8: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(content), utf8: true };
  } catch {
    return { text: content.toString('latin1'), utf8: false };
  }
}
