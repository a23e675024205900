import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import type { Application, ErrorRequestHandler } from 'express';

export function register(application: Application): void {
  application.get('/', () => {
    throw new StorageExhaustedError();
  });
  const handler: ErrorRequestHandler = storageExhaustedHandler({
    requestId: (request) => request.originalUrl,
    onExhausted: ({ error, reason }) => void [error.note, reason],
  });
  application.use(handler);
}
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = storageExhaustedHandler({ logger: 'no' });
