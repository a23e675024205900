import { accountOf, bodyLength, type FileStore, leastFileLength, mediaType } from '@http507/example-store';
import type { StorageGuardModuleOptions } from '@http507/nestjs';
import type { Request } from 'express';

/** Returns what the guard is to know of an upload to a store: of a file in a body, or in a form. */
export function uploadOptions(store: FileStore): StorageGuardModuleOptions {
  return {
    guard: store.guard,
    account: accountOf,
    bytes: (request: Request) => (isForm(request) ? leastFileLength(request) : bodyLength(request)),
    replacedBytes: (request: Request) =>
      // Which file a form replaces is not known yet.
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
