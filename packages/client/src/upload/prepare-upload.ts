import { canReplay } from '../can-replay.ts';
import type { UploadBody, UploadOptions } from './upload-options.ts';

/** A body that can be read only once. */
export type StreamBody = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/** An upload whose parts have been checked. */
export interface PreparedUpload extends Pick<UploadOptions, 'signal' | 'timeout'> {
  readonly url: URL;
  /** In upper case. */
  readonly method: string;
  /** Without those that describe how the body is sent. */
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | Blob | StreamBody;
  readonly totalBytes: number | undefined;
  /** Tells the caller how many bytes were sent. Throws what the caller throws. */
  readonly report: (sentBytes: number) => void;
}

/** The longest time that timers accept, in milliseconds. */
const MAX_TIMEOUT = 2_147_483_647;

/**
 * Checks an upload and supplies what the caller left out.
 *
 * @param base - what a relative URL is relative to
 * @throws TypeError if the URL, the body or an option is invalid
 */
export function prepareUpload(
  url: string | URL,
  body: UploadBody,
  options: UploadOptions,
  base?: string,
): PreparedUpload {
  const { method = 'PUT', signal, timeout, onProgress } = options;
  const target = new URL(url, base);
  if (!/^https?:$/.test(target.protocol)) throw new TypeError('url must be an http or https URL');
  if (/^(?:get|head)$/i.test(method)) throw new TypeError(`options.method must not be ${method}`);
  if (timeout !== undefined && !(timeout > 0 && timeout <= MAX_TIMEOUT))
    throw new TypeError('options.timeout must be a number of milliseconds');
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new TypeError('options.onProgress must be a function');
  const headers = new Headers(options.headers);
  const content = contentOf(body);
  const totalBytes = lengthOf(content) ?? declaredLength(headers);
  const type = typeof body === 'string' ? 'text/plain;charset=UTF-8' : isBlob(content) && content.type;
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  for (const name of ['content-length', 'transfer-encoding', 'expect']) headers.delete(name);
  return {
    ...{ url: target, method: method.toUpperCase(), headers, body: content, totalBytes, signal, timeout },
    report: (sentBytes) => onProgress?.({ sentBytes, totalBytes }),
  };
}

/** Returns whether a body can be read only once. */
export function isStream(body: PreparedUpload['body']): body is StreamBody {
  return !canReplay(body);
}

/** Not by class: runtimes and packages have Blobs of their own, such as `Bun.file()`. */
function isBlob(body: object): body is Blob {
  return 'stream' in body && typeof body.stream === 'function' && 'size' in body;
}

function contentOf(body: UploadBody): PreparedUpload['body'] {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body))
    return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength);
  if (typeof body === 'object' && body !== null) {
    if (isBlob(body) || 'getReader' in body || Symbol.asyncIterator in body) return body;
  }
  throw new TypeError('body must be a string, bytes, a Blob or a stream');
}

function lengthOf(body: PreparedUpload['body']): number | undefined {
  if (body instanceof Uint8Array) return body.byteLength;
  return isBlob(body) ? body.size : undefined;
}

function declaredLength(headers: Headers): number | undefined {
  const declared = headers.get('content-length');
  if (declared === null) return undefined;
  const length = Number(declared);
  if (!/^\d+$/.test(declared) || !Number.isSafeInteger(length))
    throw new TypeError('options.headers has an invalid Content-Length');
  return length;
}
