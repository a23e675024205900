import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Guard } from '@http507/guard';

import { createStorageHealth, type StorageHealthOptions } from './create-storage-health.ts';

/** Answers a health check. */
export type StorageHealthHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * Returns a handler for node:http and Express that answers whether the service is ready: 200 with the state of the storage, or 503 if
 * `failWhenFull` is set and nothing can be stored.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function storageHealthHandler(guard: Guard, options?: StorageHealthOptions): StorageHealthHandler {
  const check = createStorageHealth(guard, options);
  return (_incoming, outgoing) => {
    void check().then((health) => {
      // A timeout of the service may have answered meanwhile.
      if (outgoing.headersSent) return;
      const body = JSON.stringify(health);
      outgoing.writeHead(health.ok ? 200 : 503, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
      });
      outgoing.end(body);
    });
  };
}
