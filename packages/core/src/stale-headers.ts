/**
 * What a handler may have said of the response that it failed to give, in lower case. A Content-Encoding that stays
 * makes clients fail on the body; an ETag, a Cache-Control or an Expires makes caches keep it.
 */
export const STALE_HEADERS: readonly string[] = [
  'accept-ranges',
  'age',
  'cache-control',
  'cdn-cache-control',
  'content-digest',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'location',
  'repr-digest',
  'retry-after',
  'surrogate-control',
  'trailer',
  'transfer-encoding',
];
