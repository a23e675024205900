import { ApiResponse } from '@nestjs/swagger';

import {
  type InsufficientStorageResponseOptions,
  insufficientStorageResponse,
} from './insufficient-storage-response.ts';

/**
 * Returns a decorator that documents the 507 response of a controller or a method. To document every route that stores something, pass
 * the document to `addInsufficientStorage` instead.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function ApiInsufficientStorage(
  options?: InsufficientStorageResponseOptions,
): ClassDecorator & MethodDecorator {
  // The types of @nestjs/swagger are those of mutable objects, and differ between its majors.
  const response = insufficientStorageResponse(options) as object;
  return ApiResponse({ status: 507, ...response });
}
