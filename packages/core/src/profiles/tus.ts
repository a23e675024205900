import type { MediaType } from '../negotiate.ts';
import { render } from '../render.ts';
import type { PresentHeaders, Profile } from './profile.ts';

/** The response headers that tus clients read (tus 1.0.0, "Headers"), and those of a 507. */
const EXPOSED = [
  'Location',
  'Retry-After',
  'Tus-Resumable',
  'Upload-Expires',
  'Upload-Length',
  'Upload-Offset',
  'X-Request-Id',
];

/**
 * tus 1.0.0: text, which tus-js-client adds to its error message (tus-js-client 4.3.1, lib/error.js), and the headers that let a script of another
 * origin read the response. Every tus request has a preflight, which has decided by then who may send it. tus does not define an error body. An
 * `Upload-Offset` that the application has set is kept.
 *
 * tus-js-client and Uppy retry every status but 4xx (tus-js-client 4.3.1, lib/upload.js, lines 1078 to 1081, `defaultOnShouldRetry`; @uppy/tus 6.0.0,
 * src/index.ts, `defaultOnShouldRetry`). With `{ ...tus, status: 413 }` they stop at once.
 */
export const tus: Profile = {
  mediaTypes: ['text/plain', 'application/json', 'application/problem+json'],
  render: (document, mediaType) => render(document, mediaType as MediaType),
  headers: (_document, present) => ({
    'Tus-Resumable': '1.0.0',
    'Access-Control-Allow-Origin': textOf(present, 'access-control-allow-origin') ?? '*',
    'Access-Control-Expose-Headers': textOf(present, 'access-control-expose-headers') ?? EXPOSED.join(', '),
  }),
};

/**
 * Returns the announced length of a tus upload in bytes, or undefined if the client defers it or announces none. Pass it to the `bytes` option
 * of a storage guard to refuse an upload when it is created, before any byte is sent.
 *
 * @param headers - of the request, with names in lower case
 */
export function tusUploadLength(headers: PresentHeaders): number | undefined {
  const length = headers['upload-length'];
  if (typeof length !== 'string' || !/^\d+$/.test(length)) return undefined;
  // A longer number is not an unknown length.
  return Math.min(Number(length), Number.MAX_SAFE_INTEGER);
}

function textOf(headers: PresentHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
