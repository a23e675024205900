import type { IncomingMessage } from 'node:http';

/** Returns the Content-Length of a request, or undefined for a chunked one. */
export function bodyLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** Returns the media type of a request in lowercase, without parameters. */
export function mediaType({ headers }: IncomingMessage): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase();
}
