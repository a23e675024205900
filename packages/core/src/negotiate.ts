import Negotiator from 'negotiator';

/** The media types of replies, in the server's order of preference. */
export const MEDIA_TYPES = [
  'application/json',
  'application/problem+json',
  'text/plain',
  'text/html',
] as const;

/** A media type of replies. */
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Returns the Content-Type of a reply in a media type. */
export function contentTypeOf(mediaType: string): string {
  return `${mediaType}; charset=utf-8`;
}

/** Longer than any browser's `Accept`. Longer ones are ignored, because parsing them takes too long. */
const MAX_ACCEPT_LENGTH = 1024;

/**
 * Returns the one of some media types that an `Accept` header asks for (RFC 9110, section 12.5.1). Returns the first of them if the header
 * accepts anything or nothing that is available: a 507 never becomes a 406.
 */
export function negotiate<Type extends string>(accept: unknown, mediaTypes: readonly Type[]): Type {
  const [first] = mediaTypes as readonly [Type];
  if (typeof accept !== 'string' || accept === '*/*' || accept.length > MAX_ACCEPT_LENGTH) return first;
  // With the character set, because clients may ask for it.
  const contentTypes = mediaTypes.map(contentTypeOf);
  const wanted = new Negotiator({ headers: { accept } }).mediaType(contentTypes);
  return mediaTypes[contentTypes.indexOf(wanted as string)] ?? first;
}
