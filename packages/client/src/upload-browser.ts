import { isStream, prepareUpload } from './upload/prepare-upload.ts';
import { sendByFetch } from './upload/send-by-fetch.ts';
import { sendByXhr } from './upload/send-by-xhr.ts';
import { settleUpload } from './upload/settle-upload.ts';
import type { UploadBody, UploadOptions } from './upload/upload-options.ts';

export type { UploadBody, UploadOptions, UploadProgress } from './upload/upload-options.ts';

/**
 * Uploads a body by XMLHttpRequest, or by fetch if there is none or the body is a stream. These cannot send `Expect: 100-continue`, so a refused upload may
 * have sent some of its body, or all of it.
 *
 * fetch does not show the progress of a body that is not a stream: `onProgress` is called once, and for `timeout` it stands still. Among browsers, only
 * Chromium sends streams, and only over HTTP/2. XMLHttpRequest follows redirects, fetch does not.
 *
 * @returns the response for every status except 507
 * @throws InsufficientStorageError for a response with status 507 (RFC 4918, section 11.5)
 * @throws TypeError if an argument is invalid, or if there is no response
 * @throws DOMException `TimeoutError` if nothing moves for `options.timeout`; the reason of `options.signal`; an error of the body or of `onProgress`
 */
export async function upload(
  url: string | URL,
  body: UploadBody,
  options: UploadOptions = {},
): Promise<Response> {
  const prepared = prepareUpload(url, body, options, globalThis.location?.href);
  const send = typeof XMLHttpRequest === 'undefined' || isStream(prepared.body) ? sendByFetch : sendByXhr;
  return settleUpload(prepared, await send(prepared));
}
