import {
  addInsufficientStorage,
  documentSchema,
  type InsufficientStorageResponse,
  insufficientStorageResponse,
} from '@http507/openapi';

export const response: InsufficientStorageResponse = insufficientStorageResponse({
  detail: { quota: 'Full.' },
});
export const document: { openapi: string } = addInsufficientStorage(
  { openapi: '3.1.0' },
  { stores: (method: string) => method === 'PUT' },
);
export const status: 507 = documentSchema.properties.status.enum[0];
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = insufficientStorageResponse({ none: true });
