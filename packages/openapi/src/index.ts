export {
  type AddInsufficientStorageOptions,
  addInsufficientStorage,
  type OpenApiDocument,
  type Stores,
} from './add-insufficient-storage.ts';
export { documentSchema } from './document-schema.ts';
export {
  type InsufficientStorageResponse,
  type InsufficientStorageResponseOptions,
  insufficientStorageResponse,
  type MediaTypeObject,
} from './insufficient-storage-response.ts';
