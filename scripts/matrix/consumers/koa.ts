import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import type { Middleware } from 'koa';

export const middleware: Middleware = storageExhaustedMiddleware({
  requestId: (context) => context.ip,
});
export const route: Middleware = (context) => {
  throw new StorageExhaustedError(context.path);
};
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = storageExhaustedMiddleware({ logger: 'no' });
