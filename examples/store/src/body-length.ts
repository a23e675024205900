import type { IncomingMessage } from 'node:http';

/** Returns how many bytes a request announces, or undefined when it does not say (chunked). */
export function bodyLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** Returns the media type that a request announces for its body, in lower case, without parameters. */
export function mediaType({ headers }: IncomingMessage): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase();
}
