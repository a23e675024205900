import { accountOf, bodyLength, type FileStore, leastFileLength, mediaType } from '@http507/example-store';
import type { StorageGuardModuleOptions } from '@http507/nestjs';
import type { Request } from 'express';

/** Returns the guard options for uploads to a store, as a body or in a form. */
export function uploadOptions(store: FileStore): StorageGuardModuleOptions {
  return {
    guard: store.guard,
    account: accountOf,
    bytes: (request: Request) => (isForm(request) ? leastFileLength(request) : bodyLength(request)),
    replacedBytes: (request: Request) =>
      // The file that a form replaces is not known yet.
      isForm(request) ? store.largest(accountOf(request)) : store.length(accountOf(request), nameOf(request)),
    metered: true,
  };
}

function isForm(request: Request): boolean {
  return request.method === 'POST' && mediaType(request) === 'multipart/form-data';
}

function nameOf({ params }: Request): string {
  return String(params.name);
}
