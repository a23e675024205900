import Negotiator from 'negotiator';

/** The media types that a reply can have, in the server's order of preference. */
export const MEDIA_TYPES = [
  'application/json',
  'application/problem+json',
  'text/plain',
  'text/html',
] as const;

/** One of the media types that a reply can have. */
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Returns the Content-Type of a reply in a media type. */
export function contentTypeOf(mediaType: MediaType): string {
  return `${mediaType}; charset=utf-8`;
}

/** Longer than any browser's; matching a longer one would cost more than its answer is worth. */
const MAX_ACCEPT_LENGTH = 1024;

/**
 * Returns the media type that an `Accept` asks for (RFC 9110, section 12.5.1), or the default when it asks for nothing
 * in particular or for nothing that there is: an error is never turned into a 406.
 */
export function negotiate(accept: unknown, defaultType: MediaType): MediaType {
  if (typeof accept !== 'string' || accept === '*/*' || accept.length > MAX_ACCEPT_LENGTH) return defaultType;
  // With their character set: a client that asks for it means these as well.
  const contentTypes = [defaultType, ...MEDIA_TYPES].map(contentTypeOf);
  const wanted = new Negotiator({ headers: { accept } }).mediaType(contentTypes);
  return MEDIA_TYPES.find((type) => contentTypeOf(type) === wanted) ?? defaultType;
}
