import { createToResponse, type FetchHandler, StorageExhaustedError, storageExhausted } from '@http507/fetch';

const handler: FetchHandler<Request, [], Response> = () => {
  throw new StorageExhaustedError({ reason: 'quota' });
};
export const wrapped: (request: Request) => Promise<Response> = storageExhausted(handler, { logger: false });
export const response: Response | undefined = createToResponse()(
  new Error(),
  new Request('http://localhost'),
);
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = storageExhausted(handler, { logger: 'no' });
