import type { Agent } from 'node:http';

import { exchange } from './upload/exchange.ts';
import { prepareUpload } from './upload/prepare-upload.ts';
import { settleUpload } from './upload/settle-upload.ts';
import { toReadable } from './upload/to-readable.ts';
import type { UploadBody, UploadOptions } from './upload/upload-options.ts';

export type { UploadBody, UploadOptions, UploadProgress } from './upload/upload-options.ts';

/** Options of upload in Node. All are optional. */
export interface NodeUploadOptions extends UploadOptions {
  /** For a proxy, for certificates, or to reuse connections; of `node:https` if the URL is https. Default: a new connection for each upload. */
  readonly agent?: Agent | undefined;
}

/**
 * Uploads a body over HTTP/1.1 with `Expect: 100-continue`: a server that refuses the upload costs no byte of the body. A server that does not answer
 * `Expect` within a second gets the body all the same. A response that refuses the upload while it is sent ends it and is returned, even if the server
 * then resets the connection.
 *
 * Redirects are not followed: they are returned. A stream is destroyed if the upload fails or is refused.
 *
 * @returns the response, as fetch does, for every status except 507. Read or cancel its body if it may be longer than 64 kB
 * @throws InsufficientStorageError for a response with status 507 (RFC 4918, section 11.5)
 * @throws TypeError if an argument is invalid, or if there is no valid response; its `cause` is Node's error
 * @throws DOMException `TimeoutError` if nothing moves for `options.timeout`; the reason of `options.signal`; an error of the body or of `onProgress`
 */
export async function upload(
  url: string | URL,
  body: UploadBody,
  { agent, ...options }: NodeUploadOptions = {},
): Promise<Response> {
  const prepared = prepareUpload(url, body, options);
  const source = toReadable(prepared.body);
  const send = (expects: boolean): Promise<Response | undefined> =>
    exchange(prepared, source, { agent, expects });
  try {
    const response = (await send(prepared.totalBytes !== 0)) ?? (await send(false));
    return await settleUpload(prepared, response as Response);
  } finally {
    source.destroy();
  }
}
