export type { Guard, GuardUsage, Reservation } from '@http507/guard';
export { ANONYMOUS, accountOf } from './account.ts';
export { bodyLength, mediaType } from './body-length.ts';
export {
  checkDocument,
  checkDocumentHeaders,
  MAX_DOCUMENT_BYTES,
  refuseEmptyDocument,
} from './document-intake.ts';
export { clientError, type ErrorReply, errorReply, type Foreign, unknownRoute } from './error-reply.ts';
export { exhaustedError } from './exhausted-error.ts';
export { FileStore } from './file-store.ts';
export type { StoredFile } from './folder.ts';
export { commitFormFile, formStorage } from './form-files.ts';
export { checkFormHeaders, FORM_LIMITS, invalidForm, leastFileLength, missingFile } from './form-intake.ts';
export { type OpenService, openService } from './open-service.ts';
export { openStore } from './open-store.ts';
export { RequestError } from './request-error.ts';
export { runUntilSignal } from './run-until-signal.ts';
export { simulateEnospc } from './simulate-enospc.ts';
export { readConfig, type StoreConfig } from './store-config.ts';
export { type Contents, createStoreGuards, type StoreGuards } from './store-guards.ts';
