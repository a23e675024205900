import { createToResponse, type ToResponse } from './create-to-response.ts';

let standard: ToResponse | undefined;

/**
 * Returns the 507 response, with default options, for a thrown value that is about storage, or undefined for other values. Throw
 * those again.
 */
export function toResponse(thrown: unknown, request: Request): Response | undefined {
  // Created on first use, because applications with their own options never need it.
  standard ??= createToResponse();
  return standard(thrown, request);
}
