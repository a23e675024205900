/**
 * Headers that describe the response that failed, in lower case. With the wrong Content-Encoding, clients cannot read the body. With
 * ETag, Cache-Control or Expires, caches store it.
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
