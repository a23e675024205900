import { createToResponse, type ToResponse } from './create-to-response.ts';

let standard: ToResponse | undefined;

/**
 * Returns the 507 for a thrown value that is about storage, whatever has thrown it, by the standard options; undefined for every
 * other value, which is then to be thrown on.
 */
export function toResponse(thrown: unknown, request: Request): Response | undefined {
  // Not before it is needed: whoever has options of their own never does.
  standard ??= createToResponse();
  return standard(thrown, request);
}
