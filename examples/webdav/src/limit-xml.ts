import { RequestError } from '@http507/example-store';
import type { RequestHandler } from 'express';

/** In bytes. */
const MAX_LENGTH = 1024 * 1024;

/** Refuses bodies that nephele would read into memory at any length, which are those of all methods but PUT and POST. */
export const limitXml: RequestHandler = ({ method, headers }, _response, next) => {
  if (method !== 'PUT' && method !== 'POST') {
    if (headers['transfer-encoding'] !== undefined) {
      throw new RequestError(411, 'length_required', 'A body in XML must have a Content-Length.');
    }
    if (Number(headers['content-length'] ?? 0) > MAX_LENGTH) {
      throw new RequestError(413, 'too_large', 'A body in XML must not exceed 1 MiB.');
    }
  }
  next();
};
